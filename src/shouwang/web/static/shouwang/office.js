// The office's own script: small conveniences.  Every page also works without it, except where a comment says so.
"use strict";

(() => {
  const REMASK_AFTER = 60_000; // a revealed number must not stay on an unattended screen
  const TYPING = "input, textarea, select, [contenteditable]";

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const token = () => one('meta[name="csrf-token"]')?.content ?? "";
  const word = (name) => one("#words")?.dataset[name] ?? "";

  // -- Telling -------------------------------------------------------------------------------------------------

  function tell(text) {
    if (!text) return;
    one(".told")?.remove();
    const told = document.createElement("div");
    told.className = "told";
    told.setAttribute("role", "status");
    told.textContent = text;
    document.body.append(told);
    setTimeout(() => told.remove(), 4000);
  }

  function ask(question) {
    const dialog = one("#confirm");
    if (!dialog?.showModal) return Promise.resolve(window.confirm(question));
    one("#confirm-question", dialog).textContent = question;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((answer) => {
      dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    });
  }

  // -- Forms ---------------------------------------------------------------------------------------------------

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (question && !form.dataset.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!(await ask(question))) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.confirmed;
      return;
    }
    if ("columns" in form.dataset) {
      event.preventDefault();
      return chooseColumns(form);
    }
    // Two clicks on a slow line must not record two births; the server refuses the second one as well.
    if ("once" in form.dataset) setTimeout(() => all("[type=submit]", form).forEach((b) => (b.disabled = true)));
  }, true);

  /** One short `columns=a,b,c` instead of a parameter for every box. */
  function chooseColumns(form) {
    const asked = new FormData(form);
    const names = asked.getAll("columns");
    asked.delete("columns");
    if (names.length) asked.set("columns", names.join(","));
    location.assign(`${form.getAttribute("action")}?${new URLSearchParams(asked)}`);
  }

  window.addEventListener("pageshow", () => {
    all("[data-once] [type=submit]").forEach((button) => (button.disabled = false));
  });

  // -- Menus ---------------------------------------------------------------------------------------------------

  function toggle(id, open) {
    const panel = document.getElementById(id);
    if (!panel) return;
    const now = open ?? !panel.classList.contains("is-open");
    panel.classList.toggle("is-open", now);
    all(`[data-toggles="${id}"]`).forEach((control) => {
      if (control.matches("button")) control.setAttribute("aria-expanded", now);
      else control.hidden = !now;
    });
    if (now && panel.matches("aside")) one("a, button", panel)?.focus();
  }

  function closeDrops(except) {
    all("[data-drop][open]").forEach((drop) => drop !== except && drop.removeAttribute("open"));
  }

  function escape() {
    const drop = one("[data-drop][open]");
    const menu = one("aside.is-open");
    if (drop) {
      closeDrops();
      one("summary", drop).focus();
    } else if (menu) {
      toggle(menu.id, false);
      one(`button[data-toggles="${menu.id}"]`)?.focus();
    }
  }

  // -- Personal values (only with this script: a reveal is a journalled request, never part of the page) --------

  function mask(place) {
    const text = one(".masked-text", place);
    clearTimeout(place.timer);
    text.textContent = text.dataset.masked;
    place.classList.remove("is-revealed");
    text.removeAttribute("title");
  }

  async function reveal(button) {
    const place = button.closest(".masked");
    if (place.classList.contains("is-revealed")) return mask(place);
    button.disabled = true;
    try {
      const answer = await fetch(button.dataset.reveal, {
        method: "POST",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch", Accept: "text/plain" },
        credentials: "same-origin",
      });
      if (!answer.ok || answer.redirected) return tell(word("gone"));
      const text = one(".masked-text", place);
      text.textContent = (await answer.text()).trim();
      place.classList.add("is-revealed");
      place.timer = setTimeout(() => mask(place), REMASK_AFTER);
    } catch {
      tell(word("failed"));
    } finally {
      button.disabled = false;
    }
    return undefined;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers give the clipboard only to HTTPS and to the machine itself; an office network has often neither.
      const field = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    tell(word("copied"));
  }

  // -- Lists ---------------------------------------------------------------------------------------------------

  const rows = () => all("[data-ledger] tbody tr");
  const link = (row) => one("td a[href]", row);

  function walk(by) {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(document.activeElement.closest?.("tr"));
    const row = list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    (link(row) ?? one("button", row))?.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function openRow(event) {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, summary, select")) return;
    if (String(window.getSelection())) return; // somebody marks a name to copy it
    if (matchMedia("(max-width: 40rem)").matches) return unfold(one("[data-unfolds]", row));
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  }

  function unfold(button) {
    const row = button.closest("tr");
    button.setAttribute("aria-expanded", row.classList.toggle("is-open"));
  }

  /** A table that fits keeps its head in sight; one that does not can be pushed sideways, and shows that it can. */
  function measure() {
    all("[data-sheet]").forEach((sheet) => {
      sheet.classList.toggle("fits", sheet.firstElementChild.offsetWidth <= sheet.clientWidth + 1);
      hint(sheet);
    });
  }

  function hint(sheet) {
    const rest = sheet.scrollWidth - sheet.clientWidth - sheet.scrollLeft;
    sheet.classList.toggle("has-left", sheet.scrollLeft > 1);
    sheet.classList.toggle("has-right", rest > 1 && !sheet.classList.contains("fits"));
  }

  document.addEventListener("scroll", (event) => event.target.matches?.("[data-sheet]") && hint(event.target), true);
  window.addEventListener("resize", measure);

  // -- Pressing ------------------------------------------------------------------------------------------------

  const presses = {
    "[data-toggles]": (at) => toggle(at.dataset.toggles),
    "[data-opens]": (at) => document.getElementById(at.dataset.opens)?.showModal(),
    "[data-closes]": (at) => at.closest(at.dataset.closes)?.remove(),
    "[data-reveal]": reveal,
    "[data-copy]": (at) => copy(at.dataset.copy),
    "[data-unfolds]": unfold,
    "[data-print]": () => window.print(),
    "[data-back]": () => history.back(),
    "[data-checks]": (at) => checkAll(at.form),
  };

  function checkAll(form) {
    const boxes = all("[type=checkbox]", form);
    const to = boxes.some((box) => !box.checked);
    boxes.forEach((box) => (box.checked = to));
  }

  document.addEventListener("click", (event) => {
    closeDrops(event.target.closest("[data-drop]"));
    for (const [selector, act] of Object.entries(presses)) {
      const at = event.target.closest(selector);
      if (at) return act(at);
    }
    return openRow(event);
  });

  const keys = {
    "/": () => (one("[data-search]") ?? one("#filters input:not([type=hidden]), #filters select"))?.focus(),
    "?": () => one("#keys")?.showModal(),
    j: () => walk(1),
    k: () => walk(-1),
    n: () => one("[data-page=next]")?.click(),
    p: () => one("[data-page=previous]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches(TYPING) || one("dialog[open]")) return;
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  // -- htmx ----------------------------------------------------------------------------------------------------

  let within = false; // whether the pressed link was in the part that is being exchanged

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = token();
  });

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
  });

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.id !== "job") document.body.classList.add("is-busy");
  });
  document.addEventListener("htmx:afterRequest", () => document.body.classList.remove("is-busy"));

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo, target } = event.detail;
    const asked = new URL(pathInfo?.finalRequestPath ?? location.href, location.href);
    // A session that has ended answers with the page to sign in: show that page, not a part of it.
    if (xhr.responseURL && new URL(xhr.responseURL).pathname !== asked.pathname) {
      event.detail.shouldSwap = false;
      location.reload();
    }
    within = target.contains(document.activeElement);
  });

  document.addEventListener("htmx:afterSettle", () => {
    measure();
    if (within && document.activeElement === document.body) one("#rows [data-sheet]")?.focus({ preventScroll: true });
    within = false;
  });

  document.addEventListener("htmx:sendError", () => tell(word("failed")));
  document.addEventListener("htmx:responseError", () => tell(word("gone")));

  measure();
})();
