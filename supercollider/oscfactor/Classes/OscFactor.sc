// The connection to a daemon: it sends requests, and gives each answer to the request that it belongs to.

OscFactor {
	classvar <>program;  // what `boot` runs; nil is the one that `install-clients` noted, else "oscfactor"
	classvar <>defaultPort = 57130;
	classvar <>patience = 2;  // seconds without a sign of life, after which the daemon is asked for one
	classvar <>stopsOnCmdPeriod = true;  // whether Cmd-. stops the daemon's players, and the streams to us
	classvar default;
	classvar <all;  // by address: two connections to one daemon would take each other's answers

	// So many requests of the last second wait for answers, others for them: the language loses what comes too fast.
	classvar window = 16;

	var <addr, <pid, <pending, <booted = false, heardAt = 0, responders;
	var outbox, bundle, gates, pings, syncs, askedAt, watch, tick, refusedAt, provenAt;
	var booting = false, isStarting = false, whenReady, whenNot, isKnown = false;  // see OscFactorBoot.sc
	var facts, jobs, layers, feeds, watchers;  // what is known of each sound, by name; see OscFactorFacts.sc

	*initClass {
		all = Dictionary[];
		CmdPeriod.add(this);
		ShutDown.add { all.do(_.prShutDown) }
	}

	*default {
		^default ?? { default = this.new }
	}

	*default_ { |oscfactor|
		default = oscfactor
	}

	// The connection to a daemon; to each there is one.
	*new { |host = "127.0.0.1", port|
		var found = if(port.isNil and: { host == "127.0.0.1" } and: { defaultPort == 57130 }) { this.prFound };
		var addr = found ?? { NetAddr(host, port ? defaultPort) };
		var key = "%:%".format(addr.ip, addr.port);
		if(all[key].isNil) { all[key] = super.new.init(addr) };
		^all[key]
	}

	// Where the daemon on this computer is, as the file says that it leaves; nil where there is none.
	*prFound {
		var path = this.prFolder +/+ "default.txt", words;
		if(File.exists(path).not) { ^nil };
		words = File.readAllString(path).split($ );
		if((words.size < 5) or: { words[0].asInteger < 1 }) { ^nil };
		^NetAddr(words[4], words[0].asInteger)
	}

	// Where daemons, and the program that starts them, leave files that name them.
	*prFolder {
		^"OSCFACTOR_RUNNING".getenv ?? { "~/.oscfactor/running".standardizePath }
	}

	init { |netAddr|
		addr = netAddr;
		pending = List[];
		outbox = LinkedList[];
		#gates, pings, syncs, facts, jobs, layers, feeds = { Dictionary[] } ! 7;
		#whenReady, whenNot, watchers = { List[] } ! 3;
		responders = (#['/oscfactor/done', '/oscfactor/fail'] ++ OscFactorTable.answers).collect { |answer|
			OSCFunc({ |message| this.prHear(message) }, answer, addr).permanent_(true)
		} ++ [
			// A daemon on another computer asks whether we hear it, before anything else and now and then.
			OSCFunc({ |message|
				heardAt = Main.elapsedTime;
				provenAt = provenAt ? heardAt;  // what is sent after this is not refused any more
				addr.sendMsg('/challenge', message[1])
			}, '/oscfactor/challenge', addr).permanent_(true)
		];
	}

	// Ask for something. Gives an OscFactorReply: `.wait` for it in a Routine, or hand over an `action`.
	request { |address, args(#[]), options(#[]), action, progress|
		var reply, message = args.asArray;
		if(message.includes(nil)) {  // the daemon says what is missing
			message = message.keep(message.indexOf(nil));
			options = #[]
		};
		options.pairsDo { |name, value|
			if(value.notNil) { message = message ++ [name, value] }
		};
		message = message.collect { |value| OscFactor.prSendable(value) };
		reply = OscFactorReply(address, message, action, progress);
		^this.prAsk(reply)
	}

	// Send what a function asks for as one bundle, to take effect together so many seconds from now.
	makeBundle { |latency, function|
		var asked, now, later, outer = bundle;
		bundle = List[];
		protect { function.value(this) } { asked = bundle; bundle = outer };
		// What must wait for something else is sent when it may be.
		now = asked.select { |reply| booting.not and: { reply.mayGo } };
		later = asked.reject { |reply| now.includes(reply) };
		outbox.addAll(later);
		now = now.reject(_.isDone);
		now.do { |reply| this.prNote(reply, Main.elapsedTime + (latency ? 0)) };
		if(now.notEmpty) { addr.sendBundle(latency, *now.collect { |reply| [reply.address] ++ reply.args }) };
		^OscFactorReply.all(asked)
	}

	// As makeBundle, with the latency of a server: in step with what a pattern or a Routine plays there.
	bind { |function, server|
		^this.makeBundle((server ? Server.default).latency, function)
	}

	// Run a function as soon as the daemon answers; at once in a new Routine if it does already.
	doWhenReady { |action|
		if(action.isNil) { ^this };
		if(booted) { fork { action.value(this) } } { whenReady.add(action) }
	}

	// Whether the daemon gives a sign of life within so many seconds; only in a Routine.
	probe { |seconds = 1|
		var condition = Condition(false), alive;
		this.prPing(seconds) { |answered|
			alive = answered;
			condition.test = true;
			condition.signal
		};
		condition.wait;
		^alive
	}

	// Forget the connection; the daemon goes on.
	close {
		responders.do(_.free);
		feeds.copy.do { |list| list.copy.do(_.release) };
		watchers.copy.do(_.free);
		this.prFailAll("the connection was closed");
		all.removeAt("%:%".format(addr.ip, addr.port));
		if(default === this) { default = nil }
	}

	buffer { |name|
		^OscFactorBuffer(name, this)
	}

	// Whether the daemon runs on this computer: then it reads and writes the files that we do.
	isLocal {
		^addr.isLocal
	}

	*cmdPeriod {
		all.do(_.prCmdPeriod)
	}

	prCmdPeriod {
		if(stopsOnCmdPeriod and: { heardAt > 0 }) {
			addr.sendMsg('/player/stop', "*");
			addr.sendMsg('/stream/stop', "*")
		}
	}

	*prSendable { |value|
		if(value.isKindOf(Boolean)) { ^value.binaryValue };
		if(value.isKindOf(PathName)) { ^value.fullPath };
		if(value.isKindOf(OscFactorThing)) { ^value.name };
		^value
	}

	// Take a request in its turn: behind what brings the sounds that it names.
	prAsk { |reply, first = false|
		if(first.not) { reply.after = this.prBefore(reply) };
		if(#['/buffer/load', '/live/capture'].includes(reply.address)) { this.prGate(reply.args[0], reply) };
		if(reply.address == '/buffer/factorize') { jobs[reply.args[0].asSymbol] = reply };
		if(bundle.notNil) { bundle.add(reply) } { outbox.add(reply); this.prSend };
		^reply
	}

	// Let requests that name a sound wait for the end of what brings it.
	prGate { |name, reply|
		var key = name.asSymbol, end = {
			if(gates[key] === reply) { gates.removeAt(key) };
			this.prSend
		};
		gates[key] = reply;
		facts.removeAt(key);
		reply.onDone(end);
		reply.onFail(end)
	}

	prBefore { |reply|
		var names = reply.args.select { |value| value.isKindOf(String) or: { value.isKindOf(Symbol) } };
		var whole = names.isEmpty and: { #['/buffer/list', '/session/save', '/sync'].includes(reply.address) };
		if(gates.isEmpty) { ^nil };
		if(names.any { |name| name.asString.any { |char| "*?[{".includes(char) } }) { whole = true };
		^if(whole) { gates.values.asArray } {
			names.collect { |name| gates[name.asSymbol] }.select(_.notNil)
		}
	}

	prSend {
		var now = Main.elapsedTime, held = List[], reply;
		var flying = pending.count { |reply| now - reply.sentAt < 1 };
		if(booting) { ^this };
		while { outbox.notEmpty and: { flying < window } } {
			reply = outbox.popFirst;
			case
			{ reply.mayGo.not } { held.add(reply) }
			{ reply.isDone.not } {
				flying = flying + 1;
				this.prNote(reply, now);
				{ addr.sendMsg(reply.address, *reply.args) }.try {
					pending.remove(reply);
					reply.fail("it is too long for one message; send it in parts", code: \argument)
				}
			}
		};
		held.reverseDo { |reply| outbox.addFirst(reply) };
		if(outbox.size > held.size and: { tick.isNil }) {
			tick = OscFactorTimer(0.1) { tick = nil; this.prSend }
		}
	}

	prNote { |reply, time|
		reply.sentAt = time;
		reply.heardAt = time;
		pending.add(reply);
		this.prWatch
	}

	prFailAll { |sentence|
		var waiting = outbox.asArray;
		outbox.clear;
		this.prFailSent(sentence);
		waiting.do(_.fail(sentence, false, \cancelled))
	}

	// Fail what the daemon has been asked for, before a time.
	prFailSent { |sentence, before = inf|
		var waiting = pending.select { |reply| reply.sentAt < before };
		pending.removeAll(waiting);
		waiting.do(_.fail(sentence, false, \cancelled))
	}

	printOn { |stream|
		stream << this.class.name << "(" << addr.hostname << ", " << addr.port << ")"
	}
}
