// The answer to a request, now or later.

OscFactorReply {
	var <address, <args, <messages, <isDone = false, <values, <error, <code, <>result;
	var <>sentAt = inf, <>heardAt = inf, <>after, <>isQuiet = false;  // when it left, when it was last heard of, what must end before
	var tries = 0, row, condition, actions, failActions, progress;

	*new { |address, args(#[]), action, progress|
		^super.newCopyArgs(address.asSymbol, args).init(action, progress)
	}

	// One that has failed already.
	*failed { |address, args, sentence, code = \argument, aloud = false|
		^this.new(address, args).fail(sentence, aloud, code)
	}

	// One that ends when all of these have: with an Array of their results, or as the first that fails.
	*all { |replies|
		var whole, missing = replies.size;
		if(missing == 0) { ^this.new('/sync').finishWith([]) };
		whole = this.new(replies[0].address, replies[0].args);
		replies.do { |reply|
			reply.onDone {
				missing = missing - 1;
				if(missing == 0) { whole.finishWith(replies.collect(_.result)) }
			};
			reply.onFail { |sentence, code| whole.fail(sentence, false, code) }
		};
		^whole
	}

	init { |whenDone, whenProgress|
		row = OscFactorTable.commands[address] ?? { #[0, 0, ['/oscfactor/value', 0]] };  // a leaf of the state
		condition = Condition(false);
		messages = List[];
		actions = [whenDone].select(_.notNil);
		failActions = [];
		progress = whenProgress;
	}

	// Wait until the answer is there, and give the result; nil if it failed. Only in a Routine.
	wait {
		if(isDone.not and: { thisThread.isKindOf(Routine).not }) {
			Error("wait for an answer in a Routine, as in fork { … }; or give an action").throw
		};
		while { isDone.not } { condition.wait };
		^result
	}

	failed {
		^error.notNil
	}

	// Call a function with the result when it is there.
	onDone { |function|
		case
		{ isDone.not } { actions = actions.add(function) }
		{ this.failed.not } { function.value(result) }
	}

	// Call a function with the sentence, and the code of the protocol, if the request fails.
	onFail { |function|
		case
		{ isDone.not } { failActions = failActions.add(function) }
		{ this.failed } { function.value(error, code) }
	}

	// A reply whose result is what a function makes of this one's; if it makes a reply, that one's.
	then { |function, action|
		var next = this.class.new(address, args, action);
		this.onDone { |found|
			var made = { function.value(found, this) }.try { |caught|
				this.class.failed('', [], caught.errorString.replace("ERROR: ", ""), aloud: true)
			};
			if(made.isKindOf(OscFactorReply)) {
				made.onDone { |value| next.finishWith(value) };
				made.onFail { |sentence, code| next.fail(sentence, false, code) }
			} {
				next.finishWith(made)
			}
		};
		this.onFail { |sentence, code| next.fail(sentence, false, code) };
		^next
	}

	// How many values of a message, from a place on, are this request's arguments.
	likeness { |message, start = 0|
		var n = 0;
		while { (n < args.size) and: { n + start < message.size } and: { this.prSame(args[n], message[n + start]) } } {
			n = n + 1
		};
		^n
	}

	// How well a message fits, -1 if it belongs to another request: each repeats what names the subject.
	fit { |message|
		var start, needed, n;
		switch(message[0],
			'/oscfactor/done', { start = 2; needed = if(message[1] == address) { row[0] } },
			'/oscfactor/fail', { start = 4; needed = if(message[1] == address) { message.size - 4 } },
			{ start = 1; needed = this.prAnswerRepeats(message[0]) }
		);
		if(needed.isNil or: { (message[0] == '/oscfactor/value') and: { message[1] != address } }) { ^-1 };
		if((row[1] == 2) and: { args[1] == -1 }) { needed = needed.min(1) };  // each answer names its component
		n = this.likeness(message, start);
		^if(n >= needed.min(args.size)) { n } { -1 }
	}

	hear { |message|
		heardAt = Main.elapsedTime;
		switch(message[0],
			'/oscfactor/progress', { progress.value(message[2], message[3], message[4]) },
			'/oscfactor/notice', { "OscFactor: %: %".format(message[1], message[2]).postln },
			{ messages.add(message) }
		)
	}

	finish { |doneValues|
		values = doneValues;
		this.finishWith(this.prResult)
	}

	finishWith { |value|
		if(isDone) { ^this };
		result = value;
		this.prEnd;
		actions.do { |action| action.value(result) }
	}

	fail { |sentence, aloud = true, code|
		if(isDone) { ^this };
		error = sentence;
		this.prCode(code);
		if(aloud and: { isQuiet.not }) {
			"OscFactor: %%".format(if(address == '') { "" } { "%: ".format(address) }, sentence).warn
		};
		this.prEnd;
		failActions.do { |action| action.value(error, code) }
	}

	// Whether it is to be sent once more when its answer was lost: what only reads is, some times.
	asksAgain {
		if(row[2].isEmpty or: { row[2].includes('/oscfactor/file') } or: { tries == 3 }) { ^false };
		tries = tries + 1;
		messages.clear;
		^true
	}

	// Whether all has ended that must end before this may be sent; what depends on a failure fails.
	mayGo {
		var failed;
		if(after.isNil) { ^true };
		if(after.any { |reply| reply.isDone.not }) { ^false };
		failed = after.detect(_.failed);
		failed !? { this.fail(failed.error, false, failed.code) };
		after = nil;
		^true
	}

	// Whether there may be more than one row: then the result is an Array of rows, however many come.
	givesRows {
		^(row[1] == 1) or: { (row[1] == 2) and: { args[1] == -1 } }
	}

	// What the daemon sent before `done`, without the address; if the command sends nothing, the values of `done`.
	prResult {
		if(row[2].isEmpty) { ^values };
		if(this.givesRows) { ^messages.collect { |message| message.copyToEnd(1) }.asArray };
		if(messages.isEmpty) { ^values };
		^messages[0].copyToEnd(if(messages[0][0] == '/oscfactor/value') { 2 } { 1 })
	}

	prAnswerRepeats { |answer|
		if((answer == '/oscfactor/progress') or: { answer == '/oscfactor/notice' }) { ^row[3] !? { 1 } };
		row[2].pairsDo { |address, n| if(address == answer) { ^n } };
		^nil
	}

	prSame { |a, b|
		if(a.isNumber and: { b.isNumber }) { ^(a == b) or: { (a - b).abs <= (a.abs * 1e-6) } or: { a.isNaN and: b.isNaN } };
		if(a === b) { ^true };
		if(a.isKindOf(Int8Array) or: { b.isKindOf(Int8Array) }) { ^a.class == b.class };
		a = a.asString;
		b = b.asString;
		^(a == b) or: { (b.size >= 256) and: { a.beginsWith(b) } }  // long texts come back cut
	}

	prCode { |word|
		code = word
	}

	prEnd {
		isDone = true;
		condition.test = true;
		condition.signal
	}

	printOn { |stream|
		stream << this.class.name << "(" << address << ", "
		<< if(isDone) { if(this.failed) { error } { result } } { "waiting" } << ")"
	}
}
