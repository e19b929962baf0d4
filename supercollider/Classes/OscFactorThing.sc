// What the named things of the daemon have in common: each is a name, and the connection that knows it.

OscFactorThing {
	var <name, <oscfactor;

	*new { |name, oscfactor|
		if(name.isNil) { Error("give % the name of a buffer, for example %(\\drums)".format(this, this)).throw };
		^super.newCopyArgs(name.asString, oscfactor ?? { OscFactor.default })
	}

	// The first arguments of every request about this thing.
	subject {
		^[name]
	}

	request { |address, args, options, answers, action, progress|
		^oscfactor.request(address, args, options, answers, action, progress)
	}

	// Pull a whole array in ranges. Gives an OscFactorReply with a FloatArray.
	pull { |address, args, answer, options, action|
		var whole = OscFactorReply(address, args, [answer], action);
		fork {
			var data = FloatArray[], total = 1;
			while { (data.size < total) and: { whole.failed.not } } {
				var part = this.request(address, args ++ [data.size, 1000], options, [answer]);
				part.wait;
				if(part.failed) {
					whole.fail(part.error, false)
				} {
					// The answer: its address, the subject, offset, total, and then the values.
					var message = part.messages[0];
					total = message[args.size + 2];
					data = data.addAll(message.copyToEnd(args.size + 3));
				}
			};
			if(whole.failed.not) { whole.finishWith(data) }
		};
		^whole
	}

	printOn { |stream|
		stream << this.class.name << this.subject.asCompileString
	}
}
