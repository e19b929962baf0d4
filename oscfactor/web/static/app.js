// Puts the page together.

import { Factorizer } from "./factorize.js";
import { listen } from "./keys.js";
import { Link } from "./link.js";
import { Master } from "./master.js";
import { Matrix } from "./matrix.js";
import { Mixer } from "./mixer.js";
import { Notice } from "./notice.js";
import { Panels } from "./panels.js";
import { Pictures } from "./picture.js";
import { Scenes } from "./scenes.js";
import { Sounds } from "./sounds.js";
import { Stage } from "./stage.js";
import { Stagehand } from "./stagehand.js";
import { Store } from "./store.js";
import { Transport } from "./transport.js";
import { Upload } from "./upload.js";

const COLUMNS = 1200;
const part = (id) => document.getElementById(id);
const parts = (prefix, ...names) => Object.fromEntries(names.map((name) => [name, part(`${prefix}-${name}`)]));

if (location.search) history.replaceState(null, "", "/"); // a token is no text to show about
const link = new Link(`ws://${location.host}/`);
const store = new Store(link);
const notice = new Notice(part("notice"), part("gone"));
const pictures = new Pictures(store, COLUMNS);
const panels = new Panels([...document.querySelectorAll("#panels button")]);
const mixer = new Mixer(store, pictures, part("mixer"));
const stage = new Stage(store, pictures, { waves: part("waves"), over: part("over") });
const transport = new Transport(store, link, notice, parts("do", "play", "stop", "loop", "undo", "redo", "time"));
const factorizer = new Factorizer(store, link, notice, parts("k", "dial", "canvas", "number", "button"));
const master = new Master(store, link, notice, parts("master", "fader", "knob", "bar", "gain", "mute", "panic"));
const sounds = new Sounds(store, link, notice, part("sounds"));
const matrix = new Matrix(store, link, notice, panels, parts("matrix", "canvas", "word", "identity", "shuffle", "clear"));
const scenes = new Scenes(store, link, notice, parts("scene", "pads", "name", "keep", "glide", "path", "save", "load"));
const stagehand = new Stagehand(store, stage, transport, mixer);
new Upload(store, factorizer, notice, parts("upload", "input", "button"));
listen({ transport, mixer, factorizer, sounds, panels, master, scenes, store, help: part("help") });
part("help-button").onclick = () => { part("help").hidden = !part("help").hidden; };
part("mixer").addEventListener("hover", ({ detail }) => stagehand.hover(detail));

const showEmpty = () => {
  document.body.classList.toggle("empty", store.current === null);
  document.body.classList.toggle("bare", store.current !== null && !store.count);
};
for (const type of ["current", "sounds", "change"]) store.addEventListener(type, showEmpty);

for (const pattern of ["/sound/*/*", "/master/*", "/scene/*"]) link.watch(pattern);
link.onOpen = () => {
  notice.isGone(false);
  store.begin();
};
link.onLost = () => notice.isGone(true);
link.onRefused = async () => {
  const isThere = await fetch("/?HOST_INFO").then((answer) => answer.ok, () => false);
  if (!link.isOpen) notice.isGone(true, isThere ? "The daemon takes no more pages now; close one." : undefined);
};
link.onEvent = (address, args) => {
  if (address === "/oscfactor/progress") factorizer.progress(args[0], args[1]);
  else if (address === "/oscfactor/notice") notice.say(`${args[0]}: ${args[1]}`);
  else if (address === "/oscfactor/fail") notice.say(args[2], true);
  else if (address === "/oscfactor/warmup") notice.say(`first start: ${args[1]}, ${Math.round(100 * args[0])} %`);
};
link.connect();
showEmpty();

let last = performance.now();
function frame(now) {
  const passed = Math.min((now - last) / 1000, 0.1);
  last = now;
  stage.draw(now);
  mixer.draw(passed);
  master.draw(passed);
  matrix.draw();
  transport.draw(stage.place);
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
