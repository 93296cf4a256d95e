// Draws the charts of a page from the numbers in its JSON blocks.  Without it the tables below the charts say the same.
"use strict";

(() => {
  const COLOURS = {
    red: "#d63939", orange: "#f07f2d", yellow: "#e0a800", green: "#2b9348", blue: "#2f74c0", azure: "#3aa7cf", grey: "#98a4b0",
  };
  const INK = "#1c2733", MUTED = "#5b6673", LINE = "#e3e7ec", MARK = "#a61b1b";
  const PAPER = 700; // pixels: as wide as a sheet, whatever the window is
  const FONT = getComputedStyle(document.documentElement).getPropertyValue("--tblr-font-sans-serif").trim() || "sans-serif";

  const drawn = new Map();
  const number = new Intl.NumberFormat(document.documentElement.lang || "zh-hans");
  const narrow = (place) => place.clientWidth < 520;

  // -- Options -------------------------------------------------------------------------------------------------

  const text = { fontFamily: FONT, color: MUTED, fontSize: 12 };
  const values = (unit) => ({
    type: "value", name: unit, nameTextStyle: text, minInterval: 1, splitNumber: 4,
    axisLabel: { ...text, hideOverlap: true, formatter: (value) => number.format(value) }, splitLine: { lineStyle: { color: LINE } },
  });
  const names = (labels, more) => ({
    type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } },
    axisLabel: { ...text, ...more },
  });

  function options(told, place) {
    const across = told.shape === "across";
    const shown = told.shape === "stacked" ? told.series : told.series.slice(0, 1);
    const series = shown.map((one) => bars(one, told, across));
    const grid = { left: 8, right: across ? 56 : 24, top: across ? 8 : 30, bottom: 8, containLabel: true };
    const wide = narrow(place) ? 104 : 240;
    const categories = across
      ? { ...names(told.categories, { width: wide, overflow: "break", lineHeight: 14 }), inverse: true }
      : names(told.categories, { hideOverlap: true });
    const axes = across
      ? { xAxis: values(""), yAxis: categories }
      : { xAxis: [categories], yAxis: [values(told.unit)] };
    if (told.marks.length) mark(told, axes, series);
    return { animation: false, textStyle: text, grid, ...axes, series };
  }

  function bars(one, told, across) {
    const colours = told.colours.map((name) => COLOURS[name]);
    return {
      type: "bar", name: one.label, stack: told.shape === "stacked" ? "all" : undefined,
      barMaxWidth: across ? 22 : 48, barCategoryGap: across ? "35%" : "20%",
      itemStyle: { color: colours.length ? (at) => colours[at.dataIndex] ?? COLOURS.grey : COLOURS[one.colour] },
      label: { show: across, position: "right", ...text, color: INK, formatter: (at) => number.format(at.value) },
      emphasis: { disabled: true }, data: one.values, cursor: one.urls.some(Boolean) ? "pointer" : "default",
    };
  }

  /** Upright lines at places between the bars: on an axis of numbers behind the one of names. */
  function mark(told, axes, series) {
    const most = Math.max(1, ...told.series[0].values);
    axes.xAxis.push({ type: "value", min: 0, max: told.categories.length, show: false });
    for (const { label, at } of told.marks) {
      const left = at > told.categories.length / 2;
      series.push({
        type: "line", xAxisIndex: 1, symbol: "none", silent: true, lineStyle: { color: MARK, width: 2, type: "dashed" },
        data: [[at, 0], [at, most * 1.1]],
      }, {
        type: "line", xAxisIndex: 1, symbol: "circle", symbolSize: 1, silent: true, lineStyle: { width: 0 },
        data: [[at, most * 1.1]],
        label: { show: true, formatter: label, position: left ? "left" : "right", ...text, color: MARK, distance: 6 },
      });
    }
  }

  // -- Drawing -------------------------------------------------------------------------------------------------

  function draw(place) {
    const block = document.getElementById(place.dataset.chart);
    if (!block || !window.echarts) return;
    const told = JSON.parse(block.textContent);
    if (told.shape === "across") place.classList.add(`chart-${Math.min(24, Math.max(6, told.categories.length))}`);
    place.hidden = false;
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options(told, place));
    chart.on("mouseover", (at) => say(place, told, at));
    chart.on("click", (at) => {
      say(place, told, at);
      const url = told.series[at.seriesIndex]?.urls[at.dataIndex];
      if (url) location.assign(url);
    });
    chart.on("mouseout", () => say(place, told, null));
    drawn.set(place, { chart, told });
    document.querySelector(`[data-saves="${place.id}"]`)?.removeAttribute("hidden");
  }

  /** What lies under the pointer, in words below the chart. */
  function say(place, told, at) {
    const said = place.parentElement.querySelector("[data-said]");
    if (!said) return;
    said.textContent = at ? `${told.categories[at.dataIndex]} · ${at.seriesName} ${number.format(at.value)}` : "";
  }

  function fit(width) {
    for (const [place, { chart, told }] of drawn) {
      chart.resize(width ? { width } : undefined);
      chart.setOption(options(told, place), true);
    }
  }

  /** The chart with its title and legend, as a file. */
  function save(button) {
    const { chart, told } = drawn.get(document.getElementById(button.dataset.saves)) ?? {};
    if (!chart) return;
    const scale = 2, head = told.shape === "stacked" ? 64 : 40;
    const picture = chart.renderToCanvas({ pixelRatio: scale, backgroundColor: "#fff" });
    const page = document.createElement("canvas");
    page.width = picture.width;
    page.height = picture.height + head * scale;
    const pen = page.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, page.width, page.height);
    pen.scale(scale, scale);
    pen.fillStyle = INK;
    pen.font = `600 16px ${FONT}`;
    pen.fillText(button.dataset.title, 12, 26);
    if (told.shape === "stacked") legend(pen, told.series);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(picture, 0, head * scale);
    const link = document.createElement("a");
    link.download = `${button.dataset.title}.png`;
    link.href = page.toDataURL("image/png");
    link.click();
  }

  function legend(pen, series) {
    let left = 12;
    pen.font = `12px ${FONT}`;
    for (const one of series) {
      pen.fillStyle = COLOURS[one.colour];
      pen.fillRect(left, 42, 12, 12);
      pen.fillStyle = INK;
      pen.fillText(one.label, left + 17, 52);
      left += 17 + pen.measureText(one.label).width + 16;
    }
  }

  // -- The map -------------------------------------------------------------------------------------------------

  /** Drawn anew from its paths and words – or its tiles, where they lie now – in the colours that the page gives them: no
      picture has to be loaded. */
  function saveMap(button) {
    const map = document.getElementById(button.dataset.savesMap);
    const { x, y, width, height } = map.viewBox?.baseVal ?? map.getBoundingClientRect();
    const scale = 1600 / Math.max(width, height), head = 96, foot = 72;
    const page = document.createElement("canvas");
    page.width = Math.max(900, Math.round(width * scale));
    page.height = Math.round(height * scale) + head + foot;
    const pen = page.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, page.width, page.height);
    pen.fillStyle = INK;
    pen.font = `600 32px ${FONT}`;
    pen.fillText(button.dataset.title, 24, 56);
    shades(pen, map.parentElement.querySelectorAll("[data-shades] li"), page.height - 28);
    pen.setTransform(scale, 0, 0, scale, -x * scale, head - y * scale);
    map.querySelectorAll("path").forEach((one) => shape(pen, one, scale));
    map.querySelectorAll("text").forEach((one) => word(pen, one));
    map.querySelectorAll(".tile").forEach((one) => tile(pen, one));
    const link = document.createElement("a");
    link.download = `${button.dataset.title}.png`;
    link.href = page.toDataURL("image/png");
    link.click();
  }

  function shape(pen, one, scale) {
    const path = new Path2D(one.getAttribute("d"));
    pen.fillStyle = getComputedStyle(one).fill;
    pen.fill(path, "evenodd");
    pen.strokeStyle = getComputedStyle(one).stroke === "none" ? "#fff" : getComputedStyle(one).stroke;
    pen.lineWidth = 2 / scale;
    pen.stroke(path);
  }

  function word(pen, one) {
    pen.fillStyle = getComputedStyle(one).fill;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `${one.getAttribute("font-size")}px ${FONT}`;
    pen.fillText(one.textContent, Number(one.getAttribute("x")), Number(one.getAttribute("y")));
  }

  function tile(pen, one) {
    const { x, y, width, height } = one.getBoundingClientRect();
    pen.fillStyle = getComputedStyle(one).backgroundColor;
    pen.fillRect(x, y, width, height);
    pen.textBaseline = "middle";
    for (const line of one.children) {
      const at = line.getBoundingClientRect(), { color, fontSize, fontWeight } = getComputedStyle(line);
      pen.fillStyle = color;
      pen.font = `${fontWeight} ${fontSize} ${FONT}`;
      pen.fillText(line.textContent, at.x, at.y + at.height / 2, x + width - at.x);
    }
  }

  function shades(pen, lines, bottom) {
    let left = 24;
    pen.font = `24px ${FONT}`;
    for (const line of lines) {
      pen.fillStyle = getComputedStyle(line.querySelector("rect")).fill;
      pen.fillRect(left, bottom - 22, 24, 24);
      pen.fillStyle = INK;
      pen.fillText(line.textContent.trim(), left + 34, bottom);
      left += 34 + pen.measureText(line.textContent.trim()).width + 32;
    }
  }

  // -- The page ------------------------------------------------------------------------------------------------

  document.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-saves]");
    if (button) save(button);
    const map = event.target.closest("[data-saves-map]");
    if (map) saveMap(map);
  });
  document.querySelectorAll("[data-saves-map]").forEach((one) => (one.hidden = false));
  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => fit(), 150);
  });
  window.addEventListener("beforeprint", () => {
    fit(PAPER);
    document.querySelectorAll("details[data-prints]").forEach((one) => (one.open = true));
  });
  window.addEventListener("afterprint", () => fit());
})();
