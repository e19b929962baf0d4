// What Max gives to a [node.script]: here its words go to the stand-in, a line of JSON each.
"use strict";
exports.POST_LEVELS = { ERROR: "error", INFO: "info", WARN: "warn" };
exports.post = async (text, level) => {
	process.stdout.write(JSON.stringify({ text: text, level: level }) + "\n");
};
