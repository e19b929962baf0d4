// Browses oscfactor from Node with npm's oscquery, sets a leaf with npm's osc, and reads it again.
// node browse.js HOST HTTP_PORT LEAF VALUE; without them the daemon is found by mDNS, and browsed only
"use strict";
const path = require("node:path");
const modules = process.env.OSCFACTOR_NODE_MODULES || "";
const osc = require(path.join(modules, "osc"));
const { OSCQueryDiscovery } = require(path.join(modules, "oscquery"));

const [host, port, leaf, value] = process.argv.slice(2);
const discovery = new OSCQueryDiscovery();

function show(word, told) {
  console.log(word, JSON.stringify(told));
}

function described(service) {
  return service.flat().find((node) => node.full_path === leaf);
}

async function browse(service) {
  show("info", service.hostInfo);
  show("methods", service.flat().map((node) => node.full_path));
  if (!value) process.exit(0);
  show("before", described(service));
  const { oscIp, oscPort } = service.hostInfo;
  const udp = new osc.UDPPort({
    localAddress: "127.0.0.1",
    localPort: 0,
    remoteAddress: oscIp,
    remotePort: oscPort,
    metadata: true,
  });
  udp.on("message", async ({ address, args }) => {
    show("answer", [address, ...args.map((arg) => arg.value)]);
    await service.update();
    show("after", described(service));
    process.exit(0);
  });
  udp.on("ready", () => udp.send({ address: leaf, args: [{ type: "f", value: Number(value) }] }));
  udp.open();
}

if (port) {
  discovery.queryNewService(host, Number(port)).then(browse);
} else {
  discovery.on("up", (service) => browse(service));
  discovery.start();
}
