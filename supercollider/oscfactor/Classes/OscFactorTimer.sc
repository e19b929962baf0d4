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
			if(function.value(timer).isNumber) { timer.prDelay(seconds) }
		})
	}

	*cmdPeriod {
		all.do(_.prArm)
	}

	cancel {
		all.remove(this)
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
			// It rings early where the caller's logical time is behind, and twice where Cmd-. did not clear the clock.
			var left = due - Main.elapsedTime;
			case
			{ all.includes(this).not } { nil }
			{ left > 0.001 } { left }
			{
				all.remove(this);
				function.value(this);
				nil
			}
		})
	}
}
