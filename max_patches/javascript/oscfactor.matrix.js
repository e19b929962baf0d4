// A matrixctrl that shows and sets which activation (row) drives which basis (column): [js oscfactor.matrix.js drums].
//
// Inlet 0: cells of the matrixctrl, as `column row value`; `loaded` and `closing` with its patch.  Inlet 1: what the daemon
// says, and a bang when it answers anew.
// Outlet: to the matrixctrl.

autowatch = 0;
inlets = 2;
outlets = 1;

var PAUSE = 50; // ms
var HOLD = 300; // ms after a dial was moved, in which the daemon's echo does not move it back
var FULL = 100; // a dial's value for the gain 1
var CHANGES = /^\/(edit\/(undo|redo|reset)|matrix\/(identity|clear|scale|random|shuffle))$/;

var name = jsarguments[1];
var size = 0;
var shared = new Global("oscfactor.connection.state");
var touched = {}; // "row column" -> when it was moved here
var waiting = {}; // "row column" -> the gain that is shown when the finger has gone
var later = new Task(settle, this);
var asking = new Task(ask, this); // after a while: a load that is under way may take the components away

function loaded() {
	tell(["/buffer/list"]); // /buffer/info would be refused where there is no such buffer yet
}

/** The daemon answers, at last or again. */
function bang() {
	if (inlet === 1) {
		loaded();
		size = 0; // what was followed before is forgotten
	}
}

/** When the patch is closed. */
function closing() {
	later.cancel();
	if (size) {
		tell(["unfollow", pattern()]);
		size = 0;
	}
}

function list(column, row, value) {
	if (inlet === 0) {
		touched[row + " " + column] = now();
		tell(["/matrix/set", name, row, column, value / FULL]);
	}
}

function anything() {
	var words = arrayfromargs(arguments);
	if (inlet !== 1) {
		return;
	}
	if (messagename === "buffer" && words[0] === name) {
		resize(words[4]);
	} else if (messagename === "matrix" && words[0] === name) {
		show(words[1], words[2], words.slice(3));
	} else if (messagename === "leaf") {
		var cell = String(words[0]).split("/");
		show(Number(cell[0]), Number(cell[1]), [words[1]]);
	} else if (messagename === "done" && words[1] === name) {
		hearDone(words[0], words.slice(2));
	}
}

function hearDone(address, words) {
	if (address === "/buffer/load") {
		asking.cancel();
	} else if (address === "/buffer/factorize") {
		resize(words[0]);
	} else if (address === "/matrix/set" && words[0] >= 0 && words[1] >= 0) {
		show(words[0], words[1], [words[2]]);
	} else if (address === "/matrix/set" || CHANGES.test(address)) {
		ask();
	}
}

/** Send a request to the connection that does the work; while none does, all of them hear it. */
function tell(words) {
	var working = shared.holder && new Date().getTime() - Number(shared.beat) < 3000;
	messnamed.apply(this, [working ? "oscfactor.send." + shared.holder : "oscfactor.send"].concat(words));
}

function ask() {
	tell(["/matrix/get", name]);
}

function resize(n) {
	if (n < 1) {
		return;
	}
	if (n !== size) {
		size = n;
		outlet(0, "columns", n);
		outlet(0, "rows", n);
		tell(["follow", pattern()]); // dials that others turn
	}
	asking.schedule(PAUSE);
}

/** Show gains of a row; a dial that is under the finger waits. */
function show(row, column, values) {
	var cells = [];
	for (var i = 0; i < values.length; i++) {
		var key = row + " " + (column + i);
		if (now() - (touched[key] || 0) < HOLD) {
			waiting[key] = values[i];
			later.schedule(HOLD);
		} else {
			cells.push(column + i, row, Math.min(FULL, Math.round(values[i] * FULL)));
		}
	}
	if (cells.length) {
		outlet(0, ["set"].concat(cells));
	}
}

function settle() {
	var held = waiting;
	waiting = {};
	for (var key in held) {
		show(Number(key.split(" ")[0]), Number(key.split(" ")[1]), [held[key]]);
	}
}

/** The addresses of the dials; a sound's name stands there with what OSC forbids as %XX. */
function pattern() {
	return "/sound/" + String(name).replace(/[ #*,\/?\[\]{}%]/g, escaped) + "/matrix/*/*";
}

function escaped(letter) {
	return "%" + letter.charCodeAt(0).toString(16).toUpperCase();
}

function now() {
	return new Date().getTime();
}
