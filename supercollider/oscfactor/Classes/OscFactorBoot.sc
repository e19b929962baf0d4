// How a daemon is started, found, met, and ended.

+ OscFactor {
	// Use the daemon at this port if one answers there, else start one that ends with the language.
	*boot { |port, onReady, onFail|
		^this.new(port: port).boot(onReady, onFail)
	}

	// Requests wait until the daemon answers.
	boot { |onReady, onFail|
		booted = false;
		this.doWhenReady(onReady);
		onFail !? { whenNot.add(onFail) };
		if(booting) { ^this };
		booting = true;
		this.prPing(0.5) { |answered| if(answered) { this.prReady } { this.prStart } }
	}

	prStart {
		isStarting = true;
		if(this.isLocal.not) { ^this.prNotReady("a daemon on another computer is started there") };
		this.prFailSent("the daemon that knew of it has ended");
		pid = this.prCommand.unixCmd({ |exitCode, itsPid| if(itsPid == pid) { this.prEnded(exitCode) } });
		this.prAwait(Main.elapsedTime + 60)
	}

	// Errors of the daemon are to be seen in the post window too.
	prCommand {
		var options = "serve --port % --log-level warning --ends-with %".format(addr.port, thisProcess.pid);
		^OscFactor.prShell(OscFactor.prProgram, options, thisProcess.platform.name)
	}

	// The words of the command that runs oscfactor. The language may lack the user's PATH, as the IDE of macOS does.
	*prProgram {
		^program !? { [program.asString] } ?? { this.prNoted } ?? { ["oscfactor"] }
	}

	// How the oscfactor is run whose `install-clients` noted it, one word a line; nil where that is no more.
	*prNoted {
		var path = this.prFolder +/+ "program.txt", words;
		if(File.exists(path).not) { ^nil };
		words = File.readAllString(path).split($\n).collect { |word| word.reject { |char| char.ascii == 13 } };
		words = words.reject(_.isEmpty);
		^if(words.notEmpty and: { File.exists(words[0]) }) { words }
	}

	// A line for the shell of a platform: a word may hold spaces and quotes.
	*prShell { |words, options, platform|
		if(platform != \windows) { ^"exec % % 2>&1".format(words.collect(_.shellQuote).join(" "), options) };
		words = words.collect { |word|
			// Programs take a backslash before a quote for a mark of the quote. No name holds a quote there.
			(if(word.endsWith("\\")) { word ++ "\\" } { word }).quote
		};
		// Where there is more than one word in quotes, cmd takes away the first quote of the line, and the last.
		^"% % 2>&1".format(words.join(" "), options).quote
	}

	prAwait { |end|
		this.prPing(0.5) { |answered|
			case
			{ booting.not } {}
			{ answered } { this.prReady }
			{ Main.elapsedTime > end } { this.prNotReady("it does not answer within a minute") }
			{ this.prAwait(end) }
		}
	}

	prReady {
		var actions = whenReady;
		booting = isStarting = false;
		booted = true;
		whenReady = List[];
		whenNot.clear;
		this.prSync;  // what an earlier daemon was asked for, this one does not know
		watchers.do(_.begin);
		actions.do { |action| fork { action.value(this) } };
		this.prSend
	}

	prNotReady { |why|
		var actions = whenNot;
		booting = isStarting = false;
		whenNot = List[];
		whenReady.clear;
		"OscFactor: no daemon was started: %".format(why).warn;
		this.prFailAll("no daemon was started: %".format(why));
		actions.do { |action| action.value(why) }
	}

	prEnded { |exitCode|
		pid = nil;
		booted = false;
		isKnown = false;
		if(booting.not and: { pending.notEmpty } and: { exitCode == 0 }) { "OscFactor: the daemon has ended".warn };
		this.prFailSent("the daemon has ended");
		case
		{ isStarting } { this.prNotReady(this.prWhy(exitCode)) }
		{ booting } {}  // an earlier one has ended, and the next is on its way
		{ exitCode != 0 } { "OscFactor: the daemon has ended with code %; start it again with: OscFactor.boot".format(exitCode).warn }
	}

	prWhy { |exitCode|
		^if(#[126, 127, 9009].includes(exitCode)) {
			"there is no program %; say in a terminal: oscfactor install-clients sc, or here where it is: OscFactor.program = \"/home/me/venv/bin/oscfactor\""
			.format(OscFactor.prProgram[0])
		} {
			"% ended with code %, and says why above; if the port is taken, take another: OscFactor.boot(%)"
			.format(program ? "oscfactor", exitCode, addr.port + 1)
		}
	}

	// At the first sign of life: whether these classes and the daemon belong together.
	prMeet {
		this.prAsk(OscFactorReply('/version', [], { |found| this.prCompare(found.keep(3).join(".")) }), true)
	}

	prCompare { |version|
		if(version != OscFactorTable.version) {
			"OscFactor: the daemon at port % is version %, these classes are %: run oscfactor install-clients sc, recompile the class library, and start the daemon anew"
			.format(addr.port, version, OscFactorTable.version).warn
		}
	}

	// The daemon that we started ends with the language.
	prShutDown {
		pid !? { addr.sendMsg('/quit') }
	}
}
