// The activations of a sound as streams of control.

OscFactorActivations : OscFactorThing {
	var <bus, responder;

	// Feed a control Bus of the server, one channel a component. Gives an OscFactorReply with the Bus.
	asBus { |server, rate = 100, action|
		var whole = OscFactorReply('/stream/activations', this.subject, [], action);
		server = server ? Server.default;
		fork {
			var info = OscFactorBuffer(name, oscfactor).info, started;
			info.wait;
			if(info.failed) {
				whole.fail(info.error, false)
			} {
				this.release;
				bus = Bus.control(server, info.result[4].max(1));
				responder = OSCFunc({ |message|
					if(message[1].asString == name) { bus.setn(message.copyToEnd(3)) }
				}, '/oscfactor/frame', oscfactor.addr).permanent_(true);
				started = this.activations(rate, scale: \unit);
				started.wait;
				if(started.failed) { this.release; whole.fail(started.error, false) } { whole.finishWith(bus) }
			}
		};
		^whole
	}

	// Call a function with the seconds and an Array of values for each frame of the stream.
	onFrame { |function|
		^OSCFunc({ |message|
			if(message[1].asString == name) { function.value(message[2], message.copyToEnd(3)) }
		}, '/oscfactor/frame', oscfactor.addr)
	}

	// End what feeds the Bus, and free it; the stream itself ends with `stop`.
	release {
		responder.free;
		bus.free;
		responder = bus = nil
	}
}
