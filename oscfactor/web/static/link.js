// The WebSocket to the daemon: requests and their ends, what is watched, and coming back by itself.

import { decode, encode } from "./osc.js";

const SILENCE = 7000; // ms; the daemon says every two seconds that it is alive
const FIRST_WAIT = 300;
const LONGEST_WAIT = 2000;

export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Link {
  // Tells by `onOpen`, `onLost`, `onRefused`, `onValue(address, values)`, `onGone(address)`, `onEvent(address, args)`.
  constructor(url) {
    this.url = url;
    this.isOpen = false;
    this.patterns = new Set();
    this.pending = [];
    this.wait = FIRST_WAIT;
    for (const name of ["onOpen", "onLost", "onRefused", "onValue", "onGone", "onEvent"]) this[name] = () => {};
  }

  connect() {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.opened();
    socket.onclose = () => this.closed(socket);
    socket.onmessage = ({ data }) => {
      this.heard();
      if (typeof data !== "string") this.take(decode(data));
    };
  }

  opened() {
    this.isOpen = true;
    this.wait = FIRST_WAIT;
    this.heard();
    this.send("/notify", 1);
    this.onOpen();
    for (const pattern of this.patterns) this.send("/watch", pattern, 30);
  }

  closed(socket) {
    if (socket !== this.socket) return;
    this.socket = null; // so that it ends once, whoever notices first
    clearTimeout(this.silence);
    const was = this.isOpen;
    this.isOpen = false;
    for (const { reject } of this.pending.splice(0)) reject(new Refused("gone", "the daemon is gone"));
    if (was) this.onLost();
    else this.onRefused();
    setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(this.wait * 1.5, LONGEST_WAIT);
  }

  heard() {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.silence = setTimeout(() => {
      socket.close();
      this.closed(socket); // who hangs does not answer the closing either
    }, SILENCE);
  }

  // Send, and forget the answer; a refusal is told by `onEvent`.
  send(address, ...args) {
    if (this.isOpen) this.socket.send(encode(address, ...args));
  }

  // Send, and wait for `done`, whose arguments it gives; a refusal is thrown.
  request(address, ...args) {
    if (!this.isOpen) return Promise.reject(new Refused("gone", "the daemon is gone"));
    return new Promise((resolve, reject) => {
      this.pending.push({ address, subject: args[0], resolve, reject });
      this.send(address, ...args);
    });
  }

  watch(pattern) {
    this.patterns.add(pattern);
    this.send("/watch", pattern, 30);
  }

  unwatch(pattern) {
    if (this.patterns.delete(pattern)) this.send("/unwatch", pattern);
  }

  take({ address, args }) {
    if (address === "/oscfactor/value") return this.onValue(args[0], args.slice(1));
    if (address === "/oscfactor/gone") return this.onGone(args[0]);
    if (address === "/oscfactor/done") {
      this.ended(args[0], args[1])?.resolve(args.slice(1));
    } else if (address === "/oscfactor/fail") {
      const [asked, code, message, ...given] = args;
      const found = this.ended(asked, given[0]);
      if (found) found.reject(new Refused(code, message));
      else this.onEvent(address, args);
    } else {
      this.onEvent(address, args);
    }
    return undefined;
  }

  ended(address, subject) {
    const fits = (one) => one.address === address;
    let i = this.pending.findIndex((one) => fits(one) && one.subject === subject);
    if (i < 0) i = this.pending.findIndex(fits);
    return i < 0 ? undefined : this.pending.splice(i, 1)[0];
  }
}
