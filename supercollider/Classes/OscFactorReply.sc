// The answer to a request, now or later.

OscFactorReply {
	var <address, <args, <answerAddresses, <messages, <isDone = false, <values, <error, <>result, <>sentAt;
	var condition, action, progress;

	// All that the daemon may send; filled by OscFactorCommands.sc, which is made from the command table.
	*answers {
		^#['/oscfactor/done', '/oscfactor/fail'] ++ OscFactorTable.answers
	}

	*new { |address, args, answers, action, progress|
		^super.newCopyArgs(address, args, answers.asArray ++ ['/oscfactor/progress']).init(action, progress)
	}

	init { |whenDone, whenProgress|
		condition = Condition(false);
		messages = List[];
		action = whenDone;
		progress = whenProgress;
	}

	// Wait until the answer is there, and give the result; nil if it failed. Only in a Routine.
	wait {
		condition.wait;
		^result
	}

	failed {
		^error.notNil
	}

	// How many of an answer's first arguments are this request's.
	likeness { |given|
		var n = 0;
		while { (n < args.size) and: { n < given.size } and: { this.prSame(args[n], given[n]) } } { n = n + 1 };
		^n
	}

	hear { |message|
		if(message[0] == '/oscfactor/progress') {
			progress.value(message[2], message[3], message[4])
		} {
			messages.add(message)
		}
	}

	finish { |doneValues|
		values = doneValues;
		this.finishWith(this.prResult)
	}

	finishWith { |value|
		result = value;
		this.prEnd;
		action.value(result)
	}

	fail { |sentence, aloud = true|
		error = sentence;
		if(aloud) { "OscFactor: %: %".format(address, sentence).warn };
		this.prEnd
	}

	// What the daemon sent before `done`, without the address; if it was nothing, the values of `done`.
	prResult {
		if(messages.isEmpty) { ^values };
		if(messages.size == 1) { ^messages[0].copyToEnd(1) };
		^messages.collect { |message| message.copyToEnd(1) }.asArray
	}

	prSame { |a, b|
		if(a.isNumber and: { b.isNumber }) { ^(a - b).abs <= (a.abs * 1e-6) };
		^a.asSymbol == b.asSymbol
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
