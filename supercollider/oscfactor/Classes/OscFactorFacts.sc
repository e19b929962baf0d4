// What a connection knows of the sounds: their numbers, their layers on servers, and the Buses that follow them.

+ OscFactor {
	prWatchers {
		^watchers
	}

	// The numbers of a sound: channels, frames, sample rate, components; nil where they are not known.
	facts { |name|
		^facts[name.asSymbol]
	}

	// The Buffers of a sound's components, as `asBuffers` has read them.
	layers { |name|
		^layers[name.asSymbol]
	}

	prLayers { |name, buffers|
		layers[name.asSymbol] = buffers
	}

	prLearn { |name, numChannels, numFrames, sampleRate, numComponents|
		facts[name.asSymbol] = [numChannels, numFrames, sampleRate, numComponents]
	}

	prLearnFrom { |reply, message|
		var key = message[2].asSymbol;
		switch(reply.address,
			'/buffer/load', { this.prLearn(*message.copyRange(2, 5)) },
			'/buffer/alloc', { this.prLearn(*message.copyRange(2, 5)) },
			'/cross/make', { this.prLearn(*message.copyRange(2, 6)) },
			'/buffer/factorize', { facts[key] !? { facts[key][3] = message[3] } },
			'/buffer/free', { facts.removeAt(key); layers.removeAt(key) },
			'/session/load', { facts.clear; layers.clear }
		)
	}

	// The factorisation of a sound that was asked for last.
	prJob { |name|
		^jobs[name.asSymbol]
	}

	feeds { |name|
		var key = name.asSymbol;
		if(feeds[key].isNil) { feeds[key] = List[] };
		^feeds[key]
	}

	prFeed { |name, message|
		feeds[name.asSymbol].copy.do { |feed| feed.take(message) }
	}

	// Call a function with the address and the values of each leaf of the state that a pattern matches, now and
	// at each change, whoever makes it. Gives an OscFactorWatch; `free` ends it.
	follow { |pattern, function, rate = 20|
		^OscFactorWatch(this, pattern, function, rate)
	}
}
