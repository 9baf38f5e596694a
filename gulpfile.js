const { src, dest } = require('gulp');

/** Copies what tsc leaves out: icons, and the codex files beside the nodes. */
function assets() {
	return src(['nodes/**/*.svg', 'nodes/**/*.node.json', 'credentials/**/*.svg'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports.default = assets;
