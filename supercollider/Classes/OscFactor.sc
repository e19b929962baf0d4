// One connection to the daemon: it sends requests, and gives each answer to the request that it belongs to.

OscFactor {
	classvar <>program = "oscfactor";  // what `boot` runs; a path, where the shell does not find it
	classvar <>defaultPort = 57130;
	classvar default;
	classvar <>patience = 2;  // seconds without a sign of life, after which the daemon is asked for one

	// So many requests of the last second wait for answers, others for them: the language loses what comes too fast.
	classvar window = 32;

	var <addr, <pid, <pending, <booted = false, ended = false, heardAt = 0, responders, whenReady;
	var outbox, ticking = false, watching = false, refusedAt;

	*default {
		^default ?? { default = this.new }
	}

	*default_ { |oscfactor|
		default = oscfactor
	}

	*new { |host = "127.0.0.1", port|
		^super.new.init(NetAddr(host, port ? defaultPort))
	}

	// Use the daemon at this port if one answers there, else start one as a child of the language.
	*boot { |port, onReady|
		var oscfactor = this.new("127.0.0.1", port);
		oscfactor.doWhenReady(onReady);
		fork {
			if(oscfactor.probe(0.5).not) { oscfactor.prStart };
			oscfactor.prAwaitReady
		};
		^oscfactor
	}

	init { |netAddr|
		addr = netAddr;
		pending = List[];
		whenReady = List[];
		outbox = LinkedList[];
		CmdPeriod.add(this);
		responders = OscFactorReply.answers.collect { |answer|
			OSCFunc({ |message| this.prHear(message) }, answer, addr).permanent_(true)
		} ++ [
			// A daemon on another computer asks whether we hear it, before anything else and now and then.
			OSCFunc({ |message| heardAt = Main.elapsedTime; addr.sendMsg('/challenge', message[1]) },
				'/oscfactor/challenge', addr).permanent_(true)
		];
	}

	// Ask for something. Gives an OscFactorReply: `.wait` for it in a Routine, or hand over an `action`.
	request { |address, args(#[]), options(#[]), answers(#[]), action, progress|
		var reply, message = args.asArray;
		if(message.includes(nil)) {  // the daemon says what is missing
			message = message.keep(message.indexOf(nil));
			options = #[]
		};
		options.pairsDo { |name, value|
			if(value.notNil) { message = message ++ [name, value] }
		};
		message = message.collect { |value| OscFactor.prSendable(value) };
		reply = OscFactorReply(address, message, answers, action, progress);
		outbox.add(reply);
		this.prSend;
		^reply
	}

	// Run a function as soon as the daemon answers; at once in a new Routine if it does already.
	doWhenReady { |action|
		if(action.isNil) { ^this };
		if(booted) { fork { action.value(this) } } { whenReady.add(action) }
	}

	// Whether the daemon gives a sign of life within so many seconds; only in a Routine.
	// It asks for what no request asks for, so that the answer is never taken for a request's.
	probe { |seconds = 1|
		var started = Main.elapsedTime;
		addr.sendMsg('/challenge', UniqueID.next);
		while { (heardAt < started) and: { Main.elapsedTime - started < seconds } } { 0.02.wait };
		^heardAt >= started
	}

	// Forget the connection; the daemon goes on.
	close {
		responders.do(_.free);
		CmdPeriod.remove(this);
		this.prFailAll("the connection was closed");
		if(default === this) { default = nil }
	}

	buffer { |name|
		^OscFactorBuffer(name, this)
	}

	*prSendable { |value|
		if(value.isKindOf(Boolean)) { ^value.binaryValue };
		if(value.isKindOf(PathName)) { ^value.fullPath };
		^value
	}

	prSend {
		var now = Main.elapsedTime;
		var flying = pending.count { |reply| now - reply.sentAt < 1 };
		while { outbox.notEmpty and: { flying < window } } {
			var reply = outbox.popFirst;
			reply.sentAt = now;
			flying = flying + 1;
			pending.add(reply);
			addr.sendMsg(reply.address, *reply.args);
			this.prWatch
		};
		if(outbox.notEmpty and: { ticking.not }) {
			ticking = true;
			SystemClock.sched(0.1, { ticking = false; this.prSend; nil })
		}
	}

	prFailAll { |sentence, warn = true|
		var waiting = pending ++ outbox;
		pending.clear;
		outbox.clear;
		waiting.do(_.fail(sentence, warn))
	}

	prStart {
		ended = false;
		pid = "% serve --port %".format(program.shellQuote, addr.port).unixCmd({ |code|
			pid = nil;
			booted = false;
			ended = true;
			if(code != 0) { "OscFactor: the daemon ended with code %".format(code).warn }
		});
	}

	prAwaitReady {
		var tries = 0;
		while { (tries < 60) and: { ended.not } and: { this.probe(0.5).not } } { tries = tries + 1 };
		if(ended or: { tries == 60 }) { ^this.prSayNobody };
		booted = true;
		whenReady.do { |action| fork { action.value(this) } };
		whenReady.clear
	}

	prHear { |message|
		var reply, address = message[0];
		heardAt = Main.elapsedTime;
		if(this.prIsAboutProof(message)) { ^this };
		if((address == '/oscfactor/done') or: { address == '/oscfactor/fail' }) {
			reply = this.prOldest(message.copyToEnd(if(address == '/oscfactor/done') { 2 } { 4 })) { |r|
				r.address == message[1]
			};
			reply !? {
				pending.remove(reply);
				if(address == '/oscfactor/done') {
					reply.finish(message.copyToEnd(2))
				} {
					reply.fail(message[3].asString)
				};
				this.prSend
			}
		} {
			reply = this.prOldest(message.copyToEnd(1)) { |r| r.answerAddresses.includes(address) };
			reply !? { reply.hear(message) }
		}
	}

	// What was refused until the daemon knew that we hear it is sent anew.
	prIsAboutProof { |message|
		if((message[0] == '/oscfactor/fail') and: { message[2] == 'limit' }
			and: { message[3].asString.contains(" /challenge ") }) {
			refusedAt = refusedAt ? Main.elapsedTime;
			^true
		};
		if((message[0] == '/oscfactor/done') and: { message[1] == '/challenge' }) {
			if(refusedAt.notNil) {
				var again = pending.select { |reply| reply.sentAt > (refusedAt - 1) };
				refusedAt = nil;
				pending.removeAll(again);
				outbox = LinkedList.newFrom(again.asArray ++ outbox.asArray);
				this.prSend
			};
			^true
		};
		^false
	}

	// Of the requests that pass the test, the one whose arguments the answer repeats best; of equals the oldest.
	prOldest { |args, test|
		var best, score = -1;
		pending.do { |reply|
			if(test.value(reply)) {
				var n = reply.likeness(args);
				if(n > score) { best = reply; score = n }
			}
		};
		^best
	}

	// A daemon answers everything, but a job may take long: as long as it does, ask for signs of life.
	prWatch {
		if(watching) { ^this };
		watching = true;
		{
			patience.wait;
			while { pending.notEmpty and: { this.prIsAlive } } { patience.wait };
			watching = false;
			if(pending.notEmpty) {
				this.prSayNobody;
				this.prFailAll("no daemon answers", false)
			}
		}.fork(SystemClock)
	}

	// Cmd-. has ended the watcher.
	cmdPeriod {
		watching = false;
		if(pending.notEmpty) { this.prWatch }
	}

	prIsAlive {
		^(Main.elapsedTime - heardAt < patience) or: { this.probe(patience) }
	}

	prSayNobody {
		"OscFactor: no daemon answers at % port %; start one in a terminal with: oscfactor serve --port %, or here with: OscFactor.boot"
		.format(addr.hostname, addr.port, addr.port).warn
	}

	printOn { |stream|
		stream << this.class.name << "(" << addr.hostname << ", " << addr.port << ")"
	}
}
