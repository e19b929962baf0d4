// OSC as udpsend writes it and udpreceive reads it: i, f and s, and no bundles.
"use strict";

function text(value) {
	const bytes = Buffer.from(value + "\0", "utf8");
	return Buffer.concat([bytes, Buffer.alloc((4 - bytes.length % 4) % 4)]);
}

exports.encode = function (address, args) {
	let tags = ",";
	const parts = args.map((value) => {
		if (typeof value === "string") { tags += "s"; return text(value); }
		const bytes = Buffer.alloc(4);
		if (Number.isInteger(value)) { tags += "i"; bytes.writeInt32BE(value); } else { tags += "f"; bytes.writeFloatBE(value); }
		return bytes;
	});
	return Buffer.concat([text(address), text(tags), ...parts]);
};

exports.decode = function (data) {
	let at = 0;
	const word = () => {
		const end = data.indexOf(0, at), value = data.toString("utf8", at, end);
		at = end + 4 - end % 4;
		return value;
	};
	const message = [word()];
	for (const tag of word().slice(1)) {
		if (tag === "s") { message.push(word()); continue; }
		message.push(tag === "i" ? data.readInt32BE(at) : data.readFloatBE(at));
		if (tag !== "i" && tag !== "f") { throw new Error("udpreceive reads no " + tag); }
		at += 4;
	}
	return message;
};
