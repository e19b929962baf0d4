// What an object of ours says to the daemon, and hears from it: [js oscfactor.object.js oscfactor.buffer drums].
//
// Inlet 0: `say` and the object's messages; `loaded` and `closing` with its patch.  Inlet 1: what the daemon says.
// Outlet 0: what has ended, with its results; or the player's state; of [oscfactor] whether the daemon answers.
// Outlet 1: progress, seconds, or the status.  Outlet 2: what was refused: message, code, sentence.
// Outlet 3: what another box of the patch does: transfers, or where the daemon is.

autowatch = 0;
inlets = 2;
outlets = 4;

// The table begins: made by tools.clients; changes here are lost.
// message -> address, how many of the object's arguments stand before its own, and which are paths
var TABLE = {
	"oscfactor": {
		"status": ["/status", 0],
		"version": ["/version", 0],
		"notify": ["/notify", 0],
		"sync": ["/sync", 0],
		"dump": ["/dump", 0],
		"quit": ["/quit", 0],
		"help": ["/help", 0],
		"scene store": ["/scene/store", 0],
		"scene recall": ["/scene/recall", 0],
		"scene list": ["/scene/list", 0],
		"scene free": ["/scene/free", 0],
		"audio devices": ["/audio/devices", 0],
		"audio device": ["/audio/device", 0],
		"input devices": ["/input/devices", 0],
		"input open": ["/input/open", 0],
		"live capture": ["/live/capture", 0],
		"live record": ["/live/record", 0],
		"live stop": ["/live/stop", 0],
		"live match": ["/live/match", 0],
		"input close": ["/input/close", 0],
		"watch": ["/watch", 0],
		"unwatch": ["/unwatch", 0],
		"session save": ["/session/save", 0, {"at": 0, "is": false, "options": ["embed"], "paths": []}],
		"session load": ["/session/load", 0, {"at": 0, "is": true, "options": ["search"], "paths": ["search"]}],
		"session prepare": ["/session/prepare", 0, {"at": 0, "is": true, "options": ["search"], "paths": ["search"]}],
		"session switch": ["/session/switch", 0],
		"session recoverable": ["/session/recoverable", 0],
		"session recover": ["/session/recover", 0, {"at": -1, "is": false, "options": ["search", "which"], "paths": ["search"]}]
	},
	"oscfactor.buffer": {
		"load": ["/buffer/load", 1, {"at": 0, "is": true, "options": ["start", "duration"], "paths": []}],
		"alloc": ["/buffer/alloc", 1],
		"write": ["/buffer/write", 1],
		"read": ["/buffer/read", 1],
		"info": ["/buffer/info", 1],
		"list": ["/buffer/list", 0],
		"save": ["/buffer/save", 1, {"at": 0, "is": false, "options": [], "paths": []}],
		"free": ["/buffer/free", 1],
		"factorize": ["/buffer/factorize", 1],
		"cancel": ["/buffer/cancel", 1],
		"hint list": ["/hint/list", 1],
		"hint clear": ["/hint/clear", 1],
		"vary": ["/buffer/vary", 1],
		"choose": ["/buffer/choose", 1],
		"label": ["/buffer/label", 1],
		"colour": ["/buffer/colour", 1],
		"object find": ["/object/find", 1],
		"object set": ["/object/set", 1],
		"object list": ["/object/list", 1],
		"object gain": ["/object/gain", 1],
		"object mute": ["/object/mute", 1],
		"object solo": ["/object/solo", 1],
		"object pan": ["/object/pan", 1],
		"object audio": ["/object/audio", 1],
		"object file": ["/object/file", 1],
		"object export": ["/object/export", 1, {"at": 1, "is": false, "options": ["format", "subtype"], "paths": []}],
		"object clear": ["/object/clear", 1]
	},
	"oscfactor.component": {
		"info": ["/component/info", 2],
		"audio": ["/component/audio", 2],
		"activation": ["/component/activation", 2],
		"basis": ["/component/basis", 2],
		"file": ["/component/file", 2],
		"export": ["/component/export", 2, {"at": 0, "is": false, "options": ["format", "subtype"], "paths": []}],
		"data": ["/component/data", 2, {"at": 0, "is": false, "options": ["tempo"], "paths": []}],
		"hint": ["/component/hint", 2],
		"split": ["/component/split", 2],
		"merge": ["/component/merge", 2],
		"keep": ["/component/keep", 2],
		"label": ["/component/label", 2],
		"colour": ["/component/colour", 2],
		"gain": ["/component/gain", 2],
		"mute": ["/component/mute", 2],
		"solo": ["/component/solo", 2],
		"pan": ["/component/pan", 2],
		"cue": ["/component/cue", 2],
		"activation set": ["/activation/set", 2],
		"activation shift": ["/activation/shift", 2],
		"activation reverse": ["/activation/reverse", 2],
		"activation stretch": ["/activation/stretch", 2],
		"activation smooth": ["/activation/smooth", 2],
		"activation threshold": ["/activation/threshold", 2],
		"activation quantize": ["/activation/quantize", 2],
		"activation random": ["/activation/random", 2],
		"activation scale": ["/activation/scale", 2],
		"activation normalize": ["/activation/normalize", 2],
		"activation power": ["/activation/power", 2],
		"activation copy": ["/activation/copy", 2],
		"basis set": ["/basis/set", 2],
		"basis transpose": ["/basis/transpose", 2],
		"basis shift": ["/basis/shift", 2],
		"basis blur": ["/basis/blur", 2],
		"basis sharpen": ["/basis/sharpen", 2],
		"basis filter": ["/basis/filter", 2],
		"basis random": ["/basis/random", 2],
		"basis swap": ["/basis/swap", 2],
		"basis copy": ["/basis/copy", 2]
	},
	"oscfactor.activations": {
		"activations": ["/stream/activations", 1],
		"audio": ["/stream/audio", 1],
		"object": ["/stream/object", 1],
		"stop": ["/stream/stop", 1]
	},
	"oscfactor.player": {
		"gain": ["/player/gain", 1],
		"master gain": ["/master/gain", 0],
		"master mute": ["/master/mute", 0],
		"master limiter": ["/master/limiter", 0],
		"master record": ["/master/record", 0, {"at": 0, "is": false, "options": [], "paths": []}],
		"master record/stop": ["/master/record/stop", 0],
		"cue": ["/player/cue", 1],
		"cue gain": ["/cue/gain", 0],
		"cue outputs": ["/cue/outputs", 0],
		"play": ["/player/play", 1],
		"pause": ["/player/pause", 1],
		"seek": ["/player/seek", 1],
		"rate": ["/player/rate", 1],
		"loop": ["/player/loop", 1],
		"record": ["/player/record", 1, {"at": 0, "is": false, "options": [], "paths": []}],
		"record/stop": ["/player/record/stop", 1],
		"stop": ["/player/stop", 1],
		"panic": ["/panic", 0]
	},
	"oscfactor.matrix": {
		"set": ["/matrix/set", 1],
		"mute": ["/matrix/mute", 1],
		"solo": ["/matrix/solo", 1],
		"get": ["/matrix/get", 1],
		"identity": ["/matrix/identity", 1],
		"clear": ["/matrix/clear", 1],
		"scale": ["/matrix/scale", 1],
		"random": ["/matrix/random", 1],
		"shuffle": ["/matrix/shuffle", 1],
		"phase": ["/matrix/phase", 1],
		"export": ["/matrix/export", 1, {"at": 2, "is": false, "options": ["format", "subtype"], "paths": []}],
		"edit undo": ["/edit/undo", 1],
		"edit redo": ["/edit/redo", 1],
		"edit reset": ["/edit/reset", 1],
		"edit masks": ["/edit/masks", 1],
		"edit exponent": ["/edit/exponent", 1],
		"edit threshold": ["/edit/threshold", 1],
		"edit residual": ["/edit/residual", 1],
		"cross make": ["/cross/make", 1]
	}
};
// what stands before a message that the table does not know
var CHAPTER = {
	"oscfactor": "/",
	"oscfactor.buffer": "/buffer/",
	"oscfactor.component": "/component/",
	"oscfactor.activations": "/stream/",
	"oscfactor.player": "/player/",
	"oscfactor.matrix": "/matrix/"
};
// The table ends.

var OWN = {
	"oscfactor": ["port", "target", "listen", "start"],
	"oscfactor.buffer": ["to", "from", "layers to"],
	"oscfactor.component": ["to", "activation to", "basis to", "stop", "bang"]
};
var WORDS = { // what Max's users say for the table's words
	"oscfactor.player": { "bang": ["play"], "1": ["play"], "0": ["stop"] },
	"oscfactor.activations": { "start": ["activations"], "1": ["activations", 50], "0": ["stop"] }
};
var INSIDE = ["/buffer/read", "/buffer/write", "/component/audio", "/component/activation", "/component/basis",
	"/component/file"];
var STARTS = { // what goes on by itself -> what ends it when the patch is closed
	"/player/play": "/player/stop",
	"/stream/activations": "/stream/stop",
	"/stream/audio": "/stream/stop"
};

var kind = String(jsarguments[1]);
var subject = jsarguments.slice(2);
var table = TABLE[kind];
var shared = new Global("oscfactor.connection.state");
var state = -1; // whether the daemon answers, as [oscfactor] has told it
var started = ""; // what is to end with the patch
var byAddress = {};
for (var message in table) {
	byAddress[table[message][0]] = message;
}

/** All messages of the object come so: [js] has meanings of its own for some of them. [prepend] makes of a bang no word. */
function say() {
	var words = arguments.length ? arrayfromargs(arguments) : ["bang"];
	ask(typeof words[0] === "number" ? [String(words[0])].concat(words.slice(1)) : words);
}

function anything() {
	if (inlet === 1) {
		hear(messagename, arrayfromargs(arguments));
	}
}

/** When the patch has been loaded: [oscfactor 57140] says where the daemon is. */
function loaded() {
	if (kind === "oscfactor") {
		if (subject[2]) {
			outlet(3, "listen", subject[2]);
		}
		if (subject[0] || subject[1]) {
			outlet(3, "target", subject[1] || "127.0.0.1", subject[0] || 57130);
		}
		know(shared.connected === 1 ? 1 : 0); // others may have been connected for long
	} else if (typeof subject[0] === "number" && subject[0] === 0) {
		error("oscfactor: give me the name of a buffer, for example [" + kind + " drums]\n");
	}
}

/** When the patch is closed nothing goes on that it began. */
function closing() {
	if (started) {
		tell([STARTS[started], subject[0]]);
		started = "";
	}
}

function know(now) {
	if (now !== state) {
		state = now;
		outlet(0, state);
	}
}

function ask(words) {
	var own = OWN[kind] || [];
	if (kind === "oscfactor" && words[0] === "start") {
		startDaemon(words[1]);
		return;
	}
	if (own.indexOf(words[0]) >= 0 || own.indexOf(words.slice(0, 2).join(" ")) >= 0) {
		outlet(3, words);
		return;
	}
	if (kind === "oscfactor" && (words[0] === "osc" || words[0] === "buffers")) {
		tell(words[0] === "osc" ? words.slice(1) : ["/buffer/list"]);
		return;
	}
	words = ((WORDS[kind] || {})[words[0]] || [words[0]]).concat(words.slice(1));
	var n = table[words.slice(0, 2).join(" ")] ? 2 : 1;
	var row = table[words.slice(0, n).join(" ")];
	// The daemon has a sentence for a word that it does not know.
	var address = row ? row[0] : CHAPTER[kind] + words[0];
	var given = row ? row[1] : subject.length;
	var rest = words.slice(n);
	if (row && row[2]) {
		rest = withPaths(row[2], rest);
	}
	if (rest) {
		note(address);
		tell([address].concat(subject.slice(0, given), rest));
	}
}

/** Let [node.script] start a daemon on this computer, where none answers. */
function startDaemon(port) {
	var host = String(shared.host || "127.0.0.1");
	if (port) {
		outlet(3, "target", "127.0.0.1", port);
	} else if (shared.connected === 1) {
		post("oscfactor: a daemon answers already on " + host + " port " + shared.port + "\n");
		return;
	} else if (!/^(127\.|localhost$|::1$)/.test(host)) {
		error("oscfactor: " + host + " is another computer; start the daemon there with: oscfactor serve\n");
		return;
	}
	outlet(3, "start", port || shared.port || 57130);
}

/** Send a request to the connection that does the work; while none does, all of them hear it. */
function tell(words) {
	var working = shared.holder && new Date().getTime() - Number(shared.beat) < 3000;
	messnamed.apply(this, [working ? "oscfactor.send." + shared.holder : "oscfactor.send"].concat(words));
}

function note(address) {
	if (STARTS[address]) {
		started = address;
	} else if (address === STARTS[started]) {
		started = "";
	}
}

function hear(what, words) {
	if (what === "connected") {
		know(words[0]);
	} else if (what === "done" || what === "fail") {
		var row = kind === "oscfactor" ? null : table[byAddress[words[0]]];
		var start = what === "done" ? 1 : 3;
		if (row && INSIDE.indexOf(words[0]) < 0 && concerns(words.slice(start), row[1])) {
			var said = byAddress[words[0]].split(" ");
			if (what === "done") {
				outlet(0, said.concat(words.slice(1 + row[1])));
			} else {
				outlet(2, said.concat(words.slice(1, 3)));
			}
		}
	} else if (HEARD[kind + " " + what]) {
		HEARD[kind + " " + what](words);
	}
}

var HEARD = {
	"oscfactor status": function (words) {
		for (var i = 0; i + 1 < words.length; i += 2) {
			outlet(1, words[i], words[i + 1]);
		}
	},
	"oscfactor.buffer progress": function (words) {
		if (concerns(words, 1)) {
			outlet(1, words[1]);
		}
	},
	"oscfactor.buffer buffer": function (words) {
		if (concerns(words, 1)) {
			outlet(0, ["info"].concat(words.slice(1)));
		}
	},
	"oscfactor.component component": function (words) {
		if (concerns(words, 2)) {
			outlet(0, ["info"].concat(words.slice(2)));
		}
	},
	"oscfactor.player player": function (words) {
		if (concerns(words, 1)) {
			if (words[1] === "stopped") {
				started = "";
			}
			outlet(1, words[2]);
			outlet(0, words[1]);
		}
	}
};

function concerns(words, n) {
	for (var i = 0; i < n; i++) {
		if (words[i] !== subject[i]) {
			return false;
		}
	}
	return true;
}

/**
 * The words after a message with its paths as the daemon understands them, or null where one is refused.
 * `rule.at` counts the argument that is a path, or is -1; `rule.is` says whether it is to be read; `rule.options`
 * are the names of all options, `rule.paths` of those that are paths. A name with spaces comes as several words.
 */
function withPaths(rule, words) {
	var made = words.slice(0, Math.max(rule.at, 0));
	var rest = words.slice(made.length);
	if (rule.at >= 0 && rest.length) {
		var end = 1;
		while (end < rest.length && rule.options.indexOf(rest[end]) < 0) {
			end += 1;
		}
		made.push(pathOf(rest.slice(0, end).join(" "), rule.is));
		rest = rest.slice(end);
	}
	for (var i = 0; i < rest.length; i++) {
		made.push(rest[i]);
		if (rule.paths.indexOf(rest[i]) >= 0 && i + 1 < rest.length) {
			made.push(pathOf(String(rest[++i]), true));
		}
	}
	return made.indexOf(null) < 0 ? made : null;
}

/** A path as the daemon understands it. Relative ones are found by Max, or lie beside the patch. */
function pathOf(name, isRead) {
	name = name.replace(/^["']|["']$/g, "").replace(/^~:\/?/, "~/").replace(/^Desktop:\/?/, "~/Desktop/");
	if (/^(\/|~|file:|[^\/]+:)/.test(name)) {
		return name; // the daemon knows volumes such as Macintosh HD:/
	}
	if (isRead) {
		var file = new File(name, "read");
		if (file.isopen) {
			var place = file.foldername.replace(/\/$/, "") + "/" + file.filename;
			file.close();
			return place;
		}
	}
	var folder = folderOfPatch();
	if (!folder) {
		error("oscfactor: " + name + " is to lie beside the patch, which has no place yet; save it, or give a whole path\n");
		return null;
	}
	return folder + "/" + name;
}

/** The folder of the patch that the user has opened; "" while it has not been saved. */
function folderOfPatch() {
	var patch = this.patcher;
	while (patch.parentpatcher) {
		patch = patch.parentpatcher;
	}
	return String(patch.filepath || "").replace(/\/[^\/]*$/, "");
}
