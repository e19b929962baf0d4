// What the named things of the daemon have in common: each is a name, and the connection that knows it.

OscFactorThing {
	var <name, <oscfactor;

	*new { |name, oscfactor|
		if(name.isNil) { Error("give % the name of a buffer, for example %(\\drums)".format(this, this)).throw };
		if(name.isKindOf(OscFactorThing)) { oscfactor = oscfactor ? name.oscfactor; name = name.name };
		^super.newCopyArgs(name.asString, oscfactor ?? { OscFactor.default })
	}

	// The first arguments of every request about this thing.
	subject {
		^[name]
	}

	request { |address, args, options, action, progress|
		^oscfactor.request(address, args, options, action, progress)
	}

	// Pull a whole array in ranges, many at once. Gives an OscFactorReply with a FloatArray.
	pull { |address, args, options, action|
		// An answer: what was asked for, the offset, the total, and then the values.
		var n = args.size, size = 1000;
		^this.request(address, args ++ [0, size], options).then({ |first|
			var total = first[n + 1], numParts, parts;
			size = (first.size - n - 2).max(1);
			numParts = (total / size).ceil.asInteger.max(1);
			parts = OscFactorReply.all((numParts - 1).collect { |i|
				this.request(address, args ++ [(i + 1) * size, size], options)
			});
			parts.then { |others|
				var data = FloatArray.new(total);
				([first] ++ others).do { |part| data = data.addAll(FloatArray.newFrom(part.drop(n + 2))) };
				data
			}
		}, action)
	}

	// The maximum of each of so many equal cells, of a peak of 1: no hit is lost.
	*envelope { |values, numPoints|
		var n = values.size, peak = values.maxItem;
		if(n == 0) { ^0 ! numPoints };
		^numPoints.collect { |i|
			var from = (i * n / numPoints).floor.asInteger, to = ((i + 1) * n / numPoints).ceil.asInteger - 1;
			values.copyRange(from, to.max(from)).maxItem / if(peak > 0) { peak } { 1 }
		}
	}

	printOn { |stream|
		stream << this.class.name << this.subject.asCompileString
	}
}
