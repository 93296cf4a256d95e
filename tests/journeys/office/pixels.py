"""What is on a PNG, decoded by a browser."""

import base64

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

Pixels = NDArray[np.uint8]

DECODE = """async (address) => {
  const picture = await createImageBitmap(await (await fetch(address)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height), context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const bytes = context.getImageData(0, 0, picture.width, picture.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [picture.width, picture.height, btoa(text)];
}"""


def pixels(blank: Page, png: bytes) -> Pixels:
    """Height × width × 3; `blank`: a page that has no policy against it."""
    wide, high, said = blank.evaluate(DECODE, "data:image/png;base64," + base64.b64encode(png).decode())
    return np.frombuffer(base64.b64decode(said), np.uint8).reshape(high, wide, 4)[:, :, :3]
