/**
 * The program's first file. Old Node versions must be able to parse it: it exists to tell them apart before anything
 * else loads.
 *
 * Compiled code is cached in the user's own folder. Node's default place is a well-known name under /tmp, where another
 * user of the bastion could have put code before us. The folder is made here, because Node goes round for ever where
 * the file system answers the making of a folder with ENOENT (/proc does). Without it there is no cache.
 */
export const launcher = `#!/usr/bin/env node
var version = process.versions.node.split('.');
if (+version[0] > 22 || (+version[0] === 22 && +version[1] >= 19)) {
  // Not by import: that makes an ES module of each of Node's own, which takes 10 ms of the start.
  var node = process.getBuiltinModule;
  cacheCompiled(node('node:module'), node('node:fs'), node('node:os'));
  import('./main.js').then(function (main) {
    return main.run(process.argv.slice(2));
  });
} else {
  process.stderr.write('plumbline: needs Node 22.19 or newer, this is ' + process.versions.node + '.\\n');
  process.exitCode = 2;
}
function cacheCompiled(module, fs, os) {
  try {
    var base = process.env.XDG_CACHE_HOME;
    if (!base || base[0] !== '/') {
      if (os.homedir()[0] !== '/') return;
      base = os.homedir() + '/.cache';
    }
    var own = base + '/plumbline';
    if (!fs.existsSync(own)) {
      if (!fs.existsSync(base)) fs.mkdirSync(base, 448);
      fs.mkdirSync(own, 448);
    }
    module.enableCompileCache(own + '/compiled');
  } catch (nowhere) {}
}
`;
