{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 6,
			"revision": 0,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [
			60.0,
			90.0,
			420.0,
			290.0
		],
		"openinpresentation": 0,
		"default_fontsize": 12.0,
		"default_fontname": "Arial",
		"gridsize": [
			15.0,
			15.0
		],
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						""
					],
					"patching_rect": [
						20.0,
						56.0,
						172.39999999999998,
						22.0
					],
					"text": "oscfactor.player mysound"
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						20.0,
						20.0,
						86.6,
						22.0
					],
					"text": "play loop 1"
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						120.0,
						20.0,
						40.4,
						22.0
					],
					"text": "stop"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						100.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mysound",
						0
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						80.0,
						100.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mysound",
						1
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						140.0,
						100.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mysound",
						2
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						100.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mysound",
						3
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": [
						"obj-2",
						0
					],
					"destination": [
						"obj-1",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-3",
						0
					],
					"destination": [
						"obj-1",
						0
					]
				}
			}
		]
	}
}
