// How a connection takes what the daemon says, and how it knows that nothing more will come.

+ OscFactor {
	prHear { |message|
		var reply, address = message[0];
		heardAt = Main.elapsedTime;
		if(isKnown.not) { isKnown = true; this.prMeet };
		case
		{ address == '/oscfactor/frame' } { this.prFeed(message[1], message) }
		{ this.prIsOurs(message) } {}
		{
			reply = this.prAsker(message);
			if(reply.notNil) {
				if((address == '/oscfactor/done') or: { address == '/oscfactor/fail' }) {
					this.prEnd(reply, message)
				} {
					if(address == '/oscfactor/buffer') { this.prLearn(message[1], *message.copyRange(2, 5)) };
					reply.hear(message)
				}
			}
		}
	}

	prEnd { |reply, message|
		pending.remove(reply);
		this.prSend;
		if(message[0] == '/oscfactor/done') {
			this.prLearnFrom(reply, message);
			reply.finish(message.copyToEnd(2))
		} {
			reply.fail(message[3].asString, true, message[2])
		}
	}

	// Of the requests that a message may belong to, the one that it repeats best; of equals the oldest.
	prAsker { |message|
		var best, score = -1, n;
		var isRefused = (message[0] == '/oscfactor/fail') and: { message[2] == 'busy' };
		pending.do { |reply|
			n = reply.fit(message);
			// What an equal one keeps busy was asked for later.
			if((n > score) or: { isRefused and: { n == score } and: { n >= 0 } }) { best = reply; score = n }
		};
		^best
	}

	// Answers to what the connection asks by itself.
	prIsOurs { |message|
		if((message[0] == '/oscfactor/synced') and: { syncs.includesKey(message[1]) }) {
			this.prSynced(syncs.removeAt(message[1]));
			^true
		};
		^this.prIsAboutProof(message)
	}

	// What was refused until the daemon knew that we hear it is sent anew.
	prIsAboutProof { |message|
		if((message[0] == '/oscfactor/fail') and: { message[2] == 'limit' }
			and: { message[3].asString.contains(" /challenge ") }) {
			refusedAt = refusedAt ? Main.elapsedTime;
			^true
		};
		if((message[0] == '/oscfactor/done') and: { message[1] == '/challenge' }) {
			pings.removeAt(message[2]).value(true);
			if(refusedAt.notNil) {
				var again = pending.select { |reply|
					(reply.sentAt > (refusedAt - 1)) and: { reply.sentAt <= (provenAt ? inf) }
				};
				refusedAt = nil;
				pending.removeAll(again);
				outbox = LinkedList.newFrom(again.asArray ++ outbox.asArray);
				this.prSend
			};
			provenAt = nil;
			^true
		};
		^false
	}

	// Ask for a sign of life by what no request asks for, so that the answer is never taken for a request's.
	prPing { |seconds, function|
		var started = Main.elapsedTime, n = UniqueID.next, timer;
		timer = OscFactorTimer(seconds) {
			pings.removeAt(n);
			function.value(heardAt >= started)
		};
		pings[n] = { timer.cancel; function.value(true) };
		addr.sendMsg('/challenge', n)
	}

	// One watch over all requests, as long as there are any.
	prWatch {
		watch ?? { watch = OscFactorTimer(patience) { watch = nil; this.prLook } }
	}

	// A daemon answers everything, but a job may take long; and an answer may be lost, or its daemon be gone.
	prLook {
		var now = Main.elapsedTime;
		if(pending.isEmpty) { askedAt = nil; ^this };
		if(askedAt.notNil and: { heardAt < askedAt }) {
			askedAt = nil;
			this.prSayNobody;
			^this.prFailAll("no daemon answers")
		};
		askedAt = nil;
		if(pending.any { |reply| now - reply.heardAt >= patience }) {
			askedAt = now;
			addr.sendMsg('/challenge', UniqueID.next);
			this.prSync
		};
		this.prWatch
	}

	// The daemon answers this when all that it was asked for earlier has ended: what waits on then waits in vain.
	prSync {
		var now = Main.elapsedTime, n = UniqueID.next;
		if(syncs.any { |time| now - time < (5 * patience) }) { ^this };
		syncs[n] = now;
		addr.sendMsg('/sync', n)
	}

	prSynced { |time|
		syncs.copy.keysValuesDo { |n, sent| if(sent < time) { syncs.removeAt(n) } };
		// On a network, the last answers may be a little later.
		OscFactorTimer(0.2) {
			var sentence = "its answer was lost, or its daemon has ended; ask again";
			var lost = pending.select { |reply| reply.sentAt < time };
			var again = lost.select { |reply| reply.asksAgain };
			pending.removeAll(lost);
			lost.removeAll(again);
			lost.do { |reply| reply.fail(sentence, true, \cancelled) };
			outbox.addAll(again);
			this.prSend
		}
	}

	prSayNobody {
		"OscFactor: no daemon answers at % port %; start one in a terminal with: oscfactor serve --port %, or here with: OscFactor.boot%"
		.format(addr.hostname, addr.port, addr.port, if(addr.port == defaultPort) { "" } { "(%)".format(addr.port) }).warn
	}
}
