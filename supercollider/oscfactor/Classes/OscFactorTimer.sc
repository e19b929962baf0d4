// Something that is due later, also after Cmd-., which empties the clocks.

OscFactorTimer {
	classvar all;
	var <due, function;

	*initClass {
		all = IdentitySet[];
		CmdPeriod.add(this)
	}

	*new { |seconds, function|
		^super.newCopyArgs(Main.elapsedTime + seconds, function).prBegin
	}

	// Call a function again and again, until it gives something else than a number of seconds.
	*every { |seconds, function|
		^this.new(seconds, { |timer|
			if(function.value(timer).isNumber) { this.prAgain(timer, seconds) }
		})
	}

	*cmdPeriod {
		all.do(_.prArm)
	}

	cancel {
		all.remove(this)
	}

	*prAgain { |timer, seconds|
		timer.prDelay(seconds)
	}

	prDelay { |seconds|
		due = Main.elapsedTime + seconds;
		this.prBegin
	}

	prBegin {
		all.add(this);
		this.prArm
	}

	prArm {
		SystemClock.sched((due - Main.elapsedTime).max(0), {
			// Where Cmd-. came when the clock was not empty, it rings twice.
			if(all.includes(this) and: { Main.elapsedTime >= (due - 0.001) }) {
				all.remove(this);
				function.value(this)
			};
			nil
		})
	}
}
