// Sound and curves between the daemon and a buffer~, range by range: [js oscfactor.transfer.js drums 1].
//
// Inlet 0: `to BUFFER~`, `from BUFFER~`, `activation to BUFFER~`, `basis to BUFFER~`, `layers to POLYBUFFER~`,
// `stop`; a bang is `to` with the third argument.  Inlet 1: what the daemon says.
// Outlet 0: what has ended: `to 101776 1`.  Outlet 1: how far it is, 0 to 1.  Outlet 2: what failed: message, code,
// sentence.
//
// One transfer at a time: a new one ends the one before.

autowatch = 0;
inlets = 2;
outlets = 3;

var COUNT = 512; // samples in a message; the daemon's setting `chunk`, if that is smaller, cuts it
var N_PENDING = 16; // ranges under way at once
var RETRY = 400; // ms after which a range is asked for again
var PATIENCE = 5000; // ms without any answer, after which a transfer has failed

var name = jsarguments[1];
var k = jsarguments[2]; // undefined for a whole buffer
var job = null;
var shared = new Global("oscfactor.connection.state");
var watch = new Task(again, this);

function bang() {
	if (jsarguments[3]) {
		begin("to", String(jsarguments[3]));
	} else {
		refuse("to", "argument", "name a buffer~: [oscfactor.component " + name + " " + k + " mybuffer]");
	}
}

function anything() {
	var words = arrayfromargs(arguments);
	if (inlet === 1) {
		if (job) {
			hear(messagename, words);
		}
	} else if (messagename === "stop") {
		end();
	} else if (messagename === "layers") {
		beginLayers(String(words[1]));
	} else if (words[0] === "to") {
		begin(messagename + " to", String(words[1]));
	} else {
		begin(messagename, String(words[0]));
	}
}

function begin(message, target) {
	end();
	job = {
		message: message,
		buffer: new Buffer(target),
		target: target,
		push: message === "from",
		address: { "to": k === undefined ? "/buffer/read" : "/component/audio", "from": "/buffer/write",
			"activation to": "/component/activation", "basis to": "/component/basis" }[message],
		answer: { "to": k === undefined ? "samples" : "audio",
			"activation to": "activation", "basis to": "basis" }[message],
		nChannels: 1,
		total: -1,
		got: 0,
		ranges: [], // still to be asked for: [channel, offset]
		pending: {}, // asked for: "channel offset" -> when
		heard: now()
	};
	watch.interval = RETRY;
	watch.repeat(-1);
	if (job.push) {
		allocate();
	} else if (message === "basis to") {
		request(0, 0);
	} else {
		tell(["/buffer/info", name]);
	}
}

/** All components into a polybuffer~, as files that the daemon writes for programs on its own computer. */
function beginLayers(target) {
	job = { message: "layers to", target: target, files: [], address: "/component/file", heard: now() };
	tell(["/component/file", name, -1]);
}

function hearLayers(what, words) {
	if (what === "file" && words[0] === name) {
		job.files.push(words[2]);
	} else if (what === "done" && words[0] === "/component/file" && words[1] === name) {
		var poly = new PolyBuffer(job.target);
		poly.clear();
		for (var i = 0; i < job.files.length; i++) {
			poly.append(job.files[i]);
		}
		var ended = job;
		job = null;
		outlet(0, "layers", "to", ended.files.length);
	} else if (what === "fail" && words[0] === "/component/file" && words[3] === name) {
		refuse(job.message, words[1], words[2], true);
	}
}

function hear(what, words) {
	if (job.files) {
		hearLayers(what, words);
	} else if (what === "fail") {
		hearFailure(words);
	} else if (what === "buffer" && !job.push && job.total < 0 && words[0] === name) {
		job.seconds = words[2] / words[3];
		if (job.message !== "to") {
			request(0, 0); // its first range says how long the curve is
			return;
		}
		prepare(words[2], words[1]);
		if (job) {
			more();
		}
	} else if (what === job.answer && concerns(words)) {
		take(words.slice(k === undefined ? 1 : 2));
	} else if (what === "done" && job.push && words[1] === name) {
		hearPushed(words[0], words.slice(2));
	}
}

/** A range has come: `channel offset total samples…`, and of a curve without the channel. */
function take(words) {
	var channel = job.message === "to" ? words.shift() : 0;
	var offset = words[0];
	if (job.total < 0) {
		prepare(words[1], 1);
	}
	if (!job || !landed(channel, offset)) {
		return;
	}
	var n = words.length - 2;
	if (n < Math.min(reach(offset), job.total - offset)) { // the daemon's `chunk` is smaller
		job.ranges.unshift([channel, offset + n]);
	}
	job.buffer.poke(channel + 1, offset, words.slice(2));
	count(n);
}

function prepare(total, nChannels) {
	job.total = total;
	job.nChannels = nChannels;
	if (!job.push) {
		job.buffer.send("sizeinsamps", total, nChannels);
		if (frames() < total) {
			var target = job.target;
			refuse(job.message, "argument", "no buffer~ named " + target + ": make one with [buffer~ " + target + "]");
			return;
		}
		if (job.seconds) { // so that sounds and curves last as long as they do in the daemon
			job.buffer.send("sr", total / job.seconds);
		}
	}
	for (var channel = 0; channel < nChannels; channel++) {
		for (var offset = 0; offset < total; offset += COUNT) {
			if (job.pending[channel + " " + offset] === undefined) {
				job.ranges.push([channel, offset]);
			}
		}
	}
}

function more() {
	var n = 0;
	for (var key in job.pending) {
		n += job.pending[key] >= 0 ? 1 : 0;
	}
	while (n < N_PENDING && job.ranges.length) {
		var range = job.ranges.shift();
		request(range[0], range[1]);
		n += 1;
	}
}

function request(channel, offset) {
	job.pending[channel + " " + offset] = now();
	var subject = k === undefined ? [name] : [name, k];
	var start = job.message === "to" || job.push ? [channel, offset] : [offset];
	var rest = [reach(offset)];
	if (job.push) {
		var n = Math.min(COUNT, job.total - offset);
		rest = [].concat(job.buffer.peek(channel + 1, offset, n)); // peek of one sample gives a number
	}
	tell([job.address].concat(subject, start, rest));
}

/** How many samples lie between here and the next whole range. */
function reach(offset) {
	return COUNT - offset % COUNT;
}

function landed(channel, offset) {
	var key = channel + " " + offset;
	if (job.pending[key] === undefined) {
		return false;
	}
	delete job.pending[key];
	job.heard = now();
	return true;
}

function count(n) {
	job.got += n;
	outlet(1, job.got / (job.total * job.nChannels));
	if (job.got < job.total * job.nChannels) {
		more();
		return;
	}
	var ended = job;
	end();
	outlet(0, ended.message.split(" ").concat(ended.message === "to" ? [ended.total, ended.nChannels] : [ended.total]));
}

/** Forget the transfer, and let go of what Max holds for its script. */
function end() {
	if (job && job.buffer) {
		job.buffer.freepeer();
	}
	job = null;
	watch.cancel();
}

function allocate() {
	var n = frames();
	if (n < 1) {
		refuse("from", "argument", "nothing is in the buffer~ " + job.target);
		return;
	}
	var rate = Math.round(n / measure(job.buffer, "length") * 1000);
	var nChannels = measure(job.buffer, "channelcount");
	tell(["/buffer/alloc", name, n, "channels", nChannels, "sample_rate", rate]);
}

function hearPushed(address, words) {
	if (address === "/buffer/free") {
		allocate();
	} else if (address === "/buffer/alloc" && job.total < 0) {
		prepare(words[1], words[0]);
		more();
	} else if (address === "/buffer/write" && landed(words[0], words[1])) {
		count(words[2]);
	}
}

function hearFailure(words) {
	if (words[0] === "/buffer/alloc" && words[1] === "exists" && words[3] === name && job.push) {
		tell(["/buffer/free", name]);
	} else if (concerns(words.slice(3)) && (words[0] === job.address ||
		words[0] === (job.push ? "/buffer/alloc" : "/buffer/info"))) {
		refuse(job.message, words[1], words[2], true);
	}
}

/** Ask again for what was lost on the way; after a long silence give up. */
function again() {
	if (!job || !job.pending) {
		watch.cancel();
		return;
	}
	if (now() - job.heard > PATIENCE) {
		refuse(job.message, "timeout", "no answer; the transfer of " + name + " was given up");
		return;
	}
	for (var key in job.pending) {
		if (now() - job.pending[key] > RETRY) {
			request(Number(key.split(" ")[0]), Number(key.split(" ")[1]));
		}
	}
}

function refuse(message, code, sentence, said) {
	end();
	if (!said) { // what the daemon refuses, the connection tells
		error("oscfactor: " + sentence + "\n");
	}
	outlet(2, message.split(" ").concat([code, sentence]));
}

function concerns(words) {
	return words[0] === name && (k === undefined || words[1] === k || words[1] === undefined);
}

/** Send a request to the connection that does the work; while none does, all of them hear it. */
function tell(words) {
	var working = shared.holder && new Date().getTime() - Number(shared.beat) < 3000;
	messnamed.apply(this, [working ? "oscfactor.send." + shared.holder : "oscfactor.send"].concat(words));
}

function frames() {
	return measure(job.buffer, "framecount");
}

/** Max has these as methods; its types at DefinitelyTyped have them as properties. */
function measure(buffer, what) {
	return typeof buffer[what] === "function" ? buffer[what]() : buffer[what];
}

function now() {
	return new Date().getTime();
}
