// What follows values of the daemon's state.
OscFactorWatch {
	var oscfactor, <pattern, function, rate, regexp, responder;

	*new { |oscfactor, pattern, function, rate = 20|
		^super.newCopyArgs(oscfactor, pattern.asString, function, rate).init
	}

	init {
		regexp = this.class.regexp(pattern);
		responder = OSCFunc({ |message|
			if(this.matches(message[1].asString)) { function.value(message[1], *message.drop(2)) }
		}, '/oscfactor/value', oscfactor.addr).permanent_(true);
		oscfactor.prWatchers.add(this);
		this.begin
	}

	begin {
		oscfactor.request('/watch', [pattern, rate])
	}

	// Whether an address is one of the pattern's.
	matches { |address|
		^regexp.matchRegexp(address)
	}

	// The pattern in the words of regular expressions.
	*regexp { |pattern|
		var parts = pattern.as(Array).collect { |char|
			switch(char,
				$*, "[^/]*", $?, "[^/]", ${, "(", $}, ")", $,, "|", $!, "^", $[, "[", $], "]", $-, "-",
				{ if("()+^$|\\.".includes(char)) { "\\" ++ char } { char.asString } }
			)
		};
		^"^" ++ parts.join.replace("//", "/(.*/)?") ++ "$"
	}

	free {
		responder.free;
		oscfactor.prWatchers.remove(this);
		if(oscfactor.prWatchers.every { |other| other.pattern != pattern }) {
			oscfactor.request('/unwatch', [pattern])
		}
	}
}
