// Drives oscfactor from Node with npm's osc: every type goes in, a component comes back.
// node pull.js udp|slip PORT SOUND OUT
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const osc = require(path.join(process.env.OSCFACTOR_NODE_MODULES || "", "osc"));

const [mode, port, sound, out] = process.argv.slice(2);
const connection =
  mode === "udp"
    ? new osc.UDPPort({
        localAddress: "127.0.0.1",
        localPort: 0,
        remoteAddress: "127.0.0.1",
        remotePort: Number(port),
        metadata: true,
      })
    : new osc.TCPSocketPort({ address: "127.0.0.1", port: Number(port), metadata: true });

let waiting; // {address, resolve, before}: the request that is under way
connection.on("error", (error) => {
  console.log("error", error.message);
  process.exit(1);
});
connection.on("message", ({ address, args }) => {
  const foreign = args.find((arg) => !"ifsb".includes(arg.type));
  if (foreign) console.log("foreign type", foreign.type, "in", address);
  const values = args.map((arg) => arg.value);
  const isLast = address === "/oscfactor/done" || address === "/oscfactor/fail";
  if (waiting && isLast && values[0] === waiting.address) {
    waiting.resolve({ ok: address === "/oscfactor/done", values: values.slice(1), before: waiting.before });
  } else if (waiting) {
    waiting.before.push([address, ...values]);
  }
});

function ask(address, ...args) {
  return new Promise((resolve) => {
    waiting = { address, resolve, before: [] };
    connection.send({ address, args });
  });
}

const i = (value) => ({ type: "i", value });
const f = (value) => ({ type: "f", value });
const s = (value) => ({ type: "s", value });

async function main() {
  const types = await ask(
    "/no/such/command",
    i(7),
    f(0.5),
    s("text"),
    { type: "b", value: new Uint8Array([0xc0, 0xdb, 1]) },
    { type: "h", value: { high: 0, low: 8 } },
    { type: "d", value: 0.25 },
    { type: "T" },
    { type: "F" },
    { type: "N" },
    { type: "S", value: "symbol" },
    { type: "c", value: "x" },
    { type: "m", value: new Uint8Array([0, 0x90, 60, 100]) },
    { type: "I" },
    [i(1), [i(2), i(3)]],
    s("the end"),
  );
  console.log("types", JSON.stringify(types.values.slice(2)));

  await ask("/buffer/alloc", s("numbers"), i(6));
  const wrote = await ask(
    "/buffer/write", s("numbers"), i(0), i(0),
    i(2), f(0.5), { type: "d", value: 0.25 }, { type: "h", value: { high: -1, low: -3 } }, { type: "T" }, { type: "F" },
  );
  console.log("wrote", JSON.stringify(wrote.values));

  console.log("loaded", JSON.stringify((await ask("/buffer/load", s("drums"), s(sound))).values));
  const factorized = await ask(
    "/buffer/factorize", s("drums"), i(3), s("iterations"), i(20), s("fft"), i(1024),
  );
  console.log("factorized", factorized.ok, factorized.before.filter((m) => m[0] === "/oscfactor/progress").length);

  const samples = [];
  for (let total = 1; samples.length < total; ) {
    const { before } = await ask("/component/audio", s("drums"), i(1), i(0), i(samples.length), i(512));
    const audio = before.find((m) => m[0] === "/oscfactor/audio");
    total = audio[5];
    samples.push(...audio.slice(6));
  }
  fs.writeFileSync(out, Buffer.from(Float32Array.from(samples).buffer));
  console.log("pulled", samples.length);
  process.exit(0);
}

connection.on("ready", () => main());
connection.open();
