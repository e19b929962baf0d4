// OSC 1.0 messages as bytes and back: types i f s b, as the daemon sends them.

const text = new TextEncoder();
const words = new TextDecoder();

function padded(bytes) {
  const out = new Uint8Array((bytes.length + 4) & ~3);
  out.set(bytes);
  return out;
}

export class Float {
  // A number that is sent as a float although it is whole; the daemon takes either.
  constructor(value) { this.value = value; }
}

export function encode(address, ...args) {
  let tags = ",";
  const parts = [];
  for (const arg of args) {
    if (typeof arg === "string") {
      tags += "s";
      parts.push(padded(text.encode(arg)));
      continue;
    }
    const bytes = new Uint8Array(4);
    const view = new DataView(bytes.buffer);
    if (Number.isInteger(arg)) {
      tags += "i";
      view.setInt32(0, arg);
    } else {
      tags += "f";
      view.setFloat32(0, arg instanceof Float ? arg.value : arg);
    }
    parts.push(bytes);
  }
  const all = [padded(text.encode(address)), padded(text.encode(tags)), ...parts];
  const out = new Uint8Array(all.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of all) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function decode(buffer) {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  let at = 0;
  const string = () => {
    const end = bytes.indexOf(0, at);
    const found = words.decode(bytes.subarray(at, end));
    at = (end + 4) & ~3;
    return found;
  };
  const address = string();
  const args = [];
  for (const tag of string().slice(1)) {
    if (tag === "s") {
      args.push(string());
    } else if (tag === "i" || tag === "f") {
      args.push(tag === "i" ? view.getInt32(at) : view.getFloat32(at));
      at += 4;
    } else if (tag === "b") {
      const size = view.getInt32(at);
      args.push(buffer.slice(at + 4, at + 4 + size));
      at = (at + 4 + size + 3) & ~3;
    }
  }
  return { address, args };
}
