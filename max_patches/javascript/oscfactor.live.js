// A sound and its layers inside Live: [js oscfactor.live.js 1005 live-1005], whose arguments are what stands before the
// names of its buffer~s, and the name of its sound in the daemon.
//
// Inlet 0: `sound PATH`, `layers 4`, `ready`, `transport 1`, `play 1`, `follow 1`, `active K 1`, `solo K 1`, `closing`;
// K counts from 1.  Inlet 1: what the daemon says, and `connected 1`.
// Outlet 0: the gains of the layers, in a list.  Outlet 1: `frequency HZ`, `length MS`, `right 1`, `phase 0.`, `ramp MS`.
// Outlet 2: what to show: a few words.

autowatch = 0;
inlets = 2;
outlets = 3;

var N_LAYERS = 8;
var SETTLE = 400; // ms after the last turn of a dial
var FADE = 10; // ms in which a layer comes and goes
var NOBODY = "no daemon answers: run oscfactor serve in a terminal";
var STEPS = ["/buffer/load", "/buffer/factorize", "/component/file"];

var prefix = jsarguments[1];
var name = jsarguments[2];
var shared = new Global("oscfactor.connection.state");
var path = "";
var nWanted = 4;
var nThere = 0; // layers that are in buffer~s
var isReady = false; // whether Live has restored all that its set holds
var step = -1; // which of STEPS the daemon works on; -1 is none
var again = false; // whether something else has been asked for meanwhile
var isOwed = false; // whether what is wanted has not been done, since no daemon answered
var files = [];
var wish = { play: 0, transport: 0, follow: 1 };
var sounding = false;
var audible = [], alone = []; // of each layer, whether it is to be heard, and only it
for (var i = 0; i < N_LAYERS; i++) {
	audible.push(1);
	alone.push(0);
}
var later = new Task(renew, this);

function anything() {
	var words = arrayfromargs(arguments);
	if (inlet === 1) {
		hear(messagename, words);
	} else if (TURNS[messagename]) {
		TURNS[messagename](words);
	}
}

var TURNS = {
	"sound": function (words) {
		path = words.join(" ");
		soon(0);
	},
	"layers": function (words) {
		nWanted = Math.max(2, Math.min(N_LAYERS, words[0]));
		soon(SETTLE);
	},
	"ready": function () {
		if (!isReady) { // Live sends it once, Max may do so again
			isReady = true;
			show(path ? "" : "drop a clip or a file");
			soon(0);
		}
	},
	"transport": function (words) {
		wish.transport = words[0];
		begins();
	},
	"play": function (words) {
		wish.play = words[0];
		begins();
	},
	"follow": function (words) {
		wish.follow = words[0];
		begins();
	},
	"active": function (words) {
		audible[words[0] - 1] = words[1];
		gains();
	},
	"solo": function (words) {
		alone[words[0] - 1] = words[1];
		gains();
	},
	"closing": function () {
		later.cancel();
		if (path && shared.connected === 1) {
			tell(["/buffer/free", name]);
		}
	}
};

/** Break the sound once nothing is turned any more. */
function soon(ms) {
	if (!isReady || !path) {
		return;
	}
	later.cancel();
	if (ms) {
		later.schedule(ms);
	} else {
		renew();
	}
}

function renew() {
	isOwed = shared.connected !== 1;
	if (isOwed) {
		step = -1;
		show(shared.connected === 0 ? NOBODY : "looking for the daemon");
	} else if (step < 0) {
		again = false;
		ask(0, [path], "reading");
	} else if (!again) {
		again = true;
		if (step === 1) { // the other steps are short
			tell(["/buffer/cancel", name]);
		}
	}
}

function ask(which, words, shown) {
	step = which;
	show(shown);
	tell([STEPS[which], name].concat(words));
}

function hear(what, words) {
	if (what === "connected") {
		meet(words[0]);
	} else if (step < 0) {
		return;
	} else if (what === "progress" && step === 1) {
		show("breaking: " + Math.round(100 * words[1]) + " %");
	} else if (what === "file" && step === 2) {
		files[words[1]] = words[2];
	} else if ((what === "done" || what === "fail") && words[0] === STEPS[step]) {
		end(what === "fail" ? words[2] : "", words.slice(2));
	}
}

/** The daemon comes or goes. What is in buffer~s sounds on without it. */
function meet(state) {
	if (state === 1 && (isOwed || step >= 0)) {
		step = -1;
		soon(0);
	} else if (state !== 1 && (isOwed || step >= 0)) {
		isOwed = true;
		step = -1;
		show(NOBODY);
	}
}

/** A step has ended; `refused` says why it failed. */
function end(refused, words) {
	var ended = step;
	step = -1;
	if (again) {
		renew();
	} else if (refused) {
		show(refused);
	} else if (ended === 0) {
		outlet(1, "right", words[0] > 1 ? 0 : 1); // a mono layer sounds on both sides
		lengthen(words[1] / words[2] * 1000);
		ask(1, [nWanted], "breaking");
	} else if (ended === 1) {
		files = [];
		ask(2, [-1], "fetching");
	} else {
		fill();
	}
}

function lengthen(ms) {
	outlet(1, "length", ms);
	outlet(1, "frequency", 1000 / ms);
}

/** Read the layers into the buffer~s; those that are not needed fall silent. */
function fill() {
	for (var k = 0; k < N_LAYERS; k++) {
		/** @type {any} Max's types lack freepeer. */
		var buffer = new Buffer(prefix + "-layer" + (k + 1));
		if (files[k] !== undefined) {
			buffer.send("replace", files[k]);
		} else {
			buffer.send("clear");
		}
		buffer.freepeer();
	}
	nThere = files.length;
	show(nThere + " layers of " + path.replace(/^.*[\/\\:]/, ""));
	gains();
}

/** Begin at the start of the sound, or fall silent, as Live's transport and the button say. */
function begins() {
	var now = Boolean(wish.play || (wish.follow && wish.transport));
	if (now === sounding) {
		return;
	}
	sounding = now;
	if (now) {
		outlet(1, "ramp", 0); // so that the first hit is whole
		outlet(1, "phase", 0);
		gains();
		outlet(1, "ramp", FADE);
	} else {
		gains();
	}
}

function gains() {
	var soloed = alone.indexOf(1) >= 0;
	var list = [];
	for (var k = 0; k < N_LAYERS; k++) {
		list.push(sounding && k < nThere && (soloed ? alone[k] : audible[k]) ? 1 : 0);
	}
	outlet(0, list);
}

function show(words) {
	outlet(2, words || " ");
}

/** Send a request to the connection that does the work; while none does, all of them hear it. */
function tell(words) {
	var working = shared.holder && new Date().getTime() - Number(shared.beat) < 3000;
	messnamed.apply(this, [working ? "oscfactor.send." + shared.holder : "oscfactor.send"].concat(words));
}
