// The activations of a sound as streams of control.

OscFactorActivations : OscFactorThing {

	// Feed a control Bus of the server, one channel a component. Gives an OscFactorReply with the Bus.
	asBus { |server, rate = 100, action|
		server = server ? Server.default;
		if(server.serverRunning.not) {
			^OscFactorReply.failed('', [], "the server % is not running; boot it first".format(server), aloud: true)
		};
		^OscFactorComponent(name, -1, oscfactor).info.then({ |rows|
			var feed = this.prFeed(server), numChannels = rows.size;
			if(feed.notNil and: { feed.bus.numChannels != numChannels }) { feed.release; feed = nil };
			feed = feed ?? { OscFactorFeed(oscfactor.feeds(name), Bus.control(server, numChannels), name) };
			this.activations(rate, scale: \unit).onFail { feed.release }.then { feed.bus }
		}, action)
	}

	// The Bus of the server that is fed, if there is one.
	bus { |server|
		^this.prFeed(server ? Server.default) !? (_.bus)
	}

	// Call a function with the seconds and an Array of values for each frame of the stream.
	onFrame { |function|
		^OSCFunc({ |message|
			if(message[1].asString == name) { function.value(message[2], message.copyToEnd(3)) }
		}, '/oscfactor/frame', oscfactor.addr)
	}

	// End what feeds Buses, and free them; the stream itself ends with `stop`.
	release { |server|
		oscfactor.feeds(name).copy.do { |feed|
			if(server.isNil or: { feed.bus.server == server }) { feed.release }
		}
	}

	prFeed { |server|
		^oscfactor.feeds(name).detect { |feed| feed.bus.server == server }
	}
}

// A control Bus that follows a stream, in a list of such; it ends with its server.
OscFactorFeed {
	var list, <bus, name, isTold = false;

	*new { |list, bus, name|
		^super.newCopyArgs(list, bus, name).init
	}

	init {
		list.add(this);
		ServerQuit.add(this, bus.server)
	}

	take { |message|
		var values = message.copyToEnd(3), n = bus.numChannels;
		if(bus.server.serverRunning.not) { ^this.prForget };
		if((values.size != n) and: { isTold.not }) {
			isTold = true;
			"OscFactor: % has % components now, and its Bus % channels; call asBus again".format(name, values.size, n).warn
		};
		bus.setn(values.keep(n) ++ (0 ! (n - values.size).max(0)))
	}

	release {
		if(list.includes(this)) { bus.free };
		this.prForget
	}

	// The server has ended, and with it whose Bus is whose: freeing it would free another's.
	doOnServerQuit {
		this.prForget
	}

	prForget {
		list.remove(this);
		ServerQuit.remove(this, bus.server)
	}
}
