// What an object of ours says to the daemon, and hears from it: [js oscfactor.object.js oscfactor.buffer drums].
//
// Inlet 0: the object's messages.  Inlet 1: what the daemon says.
// Outlet 0: requests.  Outlet 1: what has ended, with its results; or lists, or the player's state.
// Outlet 2: progress, seconds, or the status.  Outlet 3: what was refused: message, code, sentence.
// Outlet 4: what another box of the patch does: transfers, or where the daemon is.

autowatch = 0;
inlets = 2;
outlets = 5;

// The table begins: made by tools.clients; changes here are lost.
// message -> address, and how many of the object's arguments stand before the message's own
var TABLE = {
	"oscfactor": {
		"status": ["/status", 0],
		"version": ["/version", 0],
		"notify": ["/notify", 0],
		"sync": ["/sync", 0],
		"dump": ["/dump", 0],
		"quit": ["/quit", 0],
		"help": ["/help", 0],
		"audio devices": ["/audio/devices", 0],
		"audio device": ["/audio/device", 0],
		"watch": ["/watch", 0],
		"unwatch": ["/unwatch", 0],
		"session save": ["/session/save", 0],
		"session load": ["/session/load", 0],
		"session recoverable": ["/session/recoverable", 0],
		"session recover": ["/session/recover", 0]
	},
	"oscfactor.buffer": {
		"load": ["/buffer/load", 1],
		"alloc": ["/buffer/alloc", 1],
		"write": ["/buffer/write", 1],
		"read": ["/buffer/read", 1],
		"info": ["/buffer/info", 1],
		"list": ["/buffer/list", 0],
		"save": ["/buffer/save", 1],
		"free": ["/buffer/free", 1],
		"factorize": ["/buffer/factorize", 1],
		"cancel": ["/buffer/cancel", 1],
		"label": ["/buffer/label", 1],
		"colour": ["/buffer/colour", 1]
	},
	"oscfactor.component": {
		"info": ["/component/info", 2],
		"audio": ["/component/audio", 2],
		"activation": ["/component/activation", 2],
		"basis": ["/component/basis", 2],
		"file": ["/component/file", 2],
		"export": ["/component/export", 2],
		"label": ["/component/label", 2],
		"colour": ["/component/colour", 2],
		"gain": ["/component/gain", 2],
		"mute": ["/component/mute", 2],
		"solo": ["/component/solo", 2],
		"pan": ["/component/pan", 2],
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
		"stop": ["/stream/stop", 1]
	},
	"oscfactor.player": {
		"gain": ["/player/gain", 1],
		"play": ["/player/play", 1],
		"pause": ["/player/pause", 1],
		"seek": ["/player/seek", 1],
		"rate": ["/player/rate", 1],
		"loop": ["/player/loop", 1],
		"record": ["/player/record", 1],
		"record/stop": ["/player/record/stop", 1],
		"stop": ["/player/stop", 1]
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
		"export": ["/matrix/export", 1],
		"edit undo": ["/edit/undo", 1],
		"edit redo": ["/edit/redo", 1],
		"edit reset": ["/edit/reset", 1],
		"edit masks": ["/edit/masks", 1],
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
	"oscfactor": ["port", "target", "listen"],
	"oscfactor.buffer": ["to", "from"],
	"oscfactor.component": ["to", "activation to", "basis to", "stop", "bang"]
};
var WORDS = { // what Max's users say for the table's words
	"oscfactor.player": { "bang": ["play"], "1": ["play"], "0": ["stop"] },
	"oscfactor.activations": { "start": ["activations"], "1": ["activations", 50], "0": ["stop"] }
};
var INSIDE = ["/buffer/read", "/buffer/write", "/component/audio", "/component/activation", "/component/basis"];

var kind = String(jsarguments[1]);
var subject = jsarguments.slice(2);
var table = TABLE[kind];
var byAddress = {};
for (var message in table) {
	byAddress[table[message][0]] = message;
}

function bang() {
	ask(["bang"]);
}

function msg_int(value) {
	ask([String(value)]);
}

function msg_float(value) {
	ask([String(value)]);
}

/** `list` is a word of the daemon's, too; numbers are none. */
function list() {
	ask(arguments.length ? arrayfromargs(arguments) : ["list"]);
}

function anything() {
	var words = [messagename].concat(arrayfromargs(arguments));
	if (inlet === 0) {
		ask(words);
	} else {
		hear(words[0], words.slice(1));
	}
}

/** When the patch has been loaded: [oscfactor 57140] says where the daemon is. */
function loaded() {
	if (kind === "oscfactor") {
		if (subject[2]) {
			outlet(4, "listen", subject[2]);
		}
		if (subject[0] || subject[1]) {
			outlet(4, "target", subject[1] || "127.0.0.1", subject[0] || 57130);
		}
	} else if (typeof subject[0] === "number" && subject[0] === 0) {
		error("oscfactor: give me the name of a buffer, for example [" + kind + " drums]\n");
	}
}

function ask(words) {
	var own = OWN[kind] || [];
	if (own.indexOf(words[0]) >= 0 || own.indexOf(words.slice(0, 2).join(" ")) >= 0) {
		outlet(4, words);
		return;
	}
	if (kind === "oscfactor" && (words[0] === "osc" || words[0] === "buffers")) {
		outlet(0, words[0] === "osc" ? words.slice(1) : ["/buffer/list"]);
		return;
	}
	words = ((WORDS[kind] || {})[words[0]] || [words[0]]).concat(words.slice(1));
	var n = table[words.slice(0, 2).join(" ")] ? 2 : 1;
	var row = table[words.slice(0, n).join(" ")];
	if (words[0] === "load") {
		words[1] = found(String(words[1]));
	}
	// The daemon has a sentence for a word that it does not know.
	var address = row ? row[0] : CHAPTER[kind] + words[0];
	var given = row ? row[1] : subject.length;
	outlet(0, [address].concat(subject.slice(0, given), words.slice(n)));
}

function hear(what, words) {
	if (what === "done" || what === "fail") {
		var row = table[byAddress[words[0]]];
		var start = what === "done" ? 1 : 3;
		if (row && INSIDE.indexOf(words[0]) < 0 && concerns(words.slice(start), row[1])) {
			var said = byAddress[words[0]].split(" ");
			if (what === "done") {
				outlet(1, said.concat(words.slice(1 + row[1])));
			} else {
				outlet(3, said.concat(words.slice(1, 3)));
			}
		}
	} else if (HEARD[kind + " " + what]) {
		HEARD[kind + " " + what](words);
	}
}

var HEARD = {
	"oscfactor status": function (words) {
		for (var i = 0; i + 1 < words.length; i += 2) {
			outlet(2, words[i], words[i + 1]);
		}
	},
	"oscfactor.buffer progress": function (words) {
		if (concerns(words, 1)) {
			outlet(2, words[1]);
		}
	},
	"oscfactor.buffer buffer": function (words) {
		if (concerns(words, 1)) {
			outlet(1, ["info"].concat(words.slice(1)));
		}
	},
	"oscfactor.component component": function (words) {
		if (concerns(words, 2)) {
			outlet(1, ["info"].concat(words.slice(2)));
		}
	},
	"oscfactor.player player": function (words) {
		if (concerns(words, 1)) {
			outlet(2, words[2]);
			outlet(1, words[1]);
		}
	},
	"oscfactor.activations frame": function (words) {
		if (concerns(words, 1)) {
			outlet(2, words[1]);
			outlet(1, words.slice(2));
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

/** A file that Max finds by its name, as a path that other programs understand. */
function found(name) {
	if (!/^(\/|~|[^\/]+:)/.test(name)) {
		var file = new File(name, "read");
		if (file.isopen) {
			name = file.foldername.replace(/\/$/, "") + "/" + file.filename;
			file.close();
		}
	}
	var volume = /^([^\/:]{2,}):(\/.*)$/.exec(name); // `Macintosh HD:/Users/me/loop.wav`
	if (volume) {
		var startup = String(max["apppath"] || max.appath).indexOf(volume[1] + ":") === 0;
		name = startup ? volume[2] : "/Volumes/" + volume[1] + volume[2];
	}
	return name;
}
