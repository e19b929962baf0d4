// The hands on the stage: click a layer to hear it alone, drag to loop, click the ruler to seek.

import { Float } from "./osc.js";
import { RULER } from "./stage.js";

const SLOP = 5; // pixels that a click may move

export class Stagehand {
  constructor(store, stage, transport, mixer) {
    Object.assign(this, { store, stage, transport, mixer });
    const { over } = stage;
    let start = null;
    over.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || store.current === null) return;
      over.setPointerCapture(event.pointerId);
      over.focus({ preventScroll: true });
      start = { x: event.offsetX, y: event.offsetY };
    });
    over.addEventListener("pointermove", (event) => {
      if (start === null) return this.hover(stage.layerAt(event.offsetX, event.offsetY));
      if (stage.drag === null && Math.abs(event.offsetX - start.x) < SLOP) return undefined;
      if (start.y < RULER) return undefined;
      stage.drag = [start.x, event.offsetX].sort((a, b) => a - b).map((x) => stage.secondsAt(x));
      return undefined;
    });
    over.addEventListener("pointerup", (event) => {
      const drag = stage.drag;
      stage.drag = null;
      if (start === null) return;
      const from = start;
      start = null;
      if (drag) this.loop(...drag);
      else if (from.y < RULER) this.seek(event.offsetX);
      else this.click(event);
    });
    over.addEventListener("pointercancel", () => { start = stage.drag = null; });
    over.addEventListener("pointerleave", () => this.hover(-1));
    over.addEventListener("dblclick", (event) => { if (event.offsetY < RULER) transport.loopAll(); });
  }

  hover(k) {
    if (k === this.stage.hovered) return;
    this.stage.hovered = k;
    this.stage.isStale = true;
    this.mixer.light(k);
    this.stage.over.classList.toggle("on-layer", k >= 0);
  }

  click(event) {
    const k = this.stage.layerAt(event.offsetX, event.offsetY);
    if (k >= 0) this.mixer.solo(k, { alone: !event.shiftKey });
    else this.seek(event.offsetX);
  }

  seek(x) {
    this.transport.seek(this.stage.secondsAt(x));
  }

  loop(from, to) {
    this.transport.loop(new Float(from), new Float(to));
  }
}
