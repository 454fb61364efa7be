// Runs on its own, so that a download that hangs can be given up.
import memoryServer from 'mongodb-memory-server-core';

const [downloadDir, version] = process.argv.slice(2);

try {
  console.log(await memoryServer.MongoBinary.getPath({ version, downloadDir, checkMD5: true }));
} catch (error) {
  console.error(error.message.split('\n').join(' '));
  process.exitCode = 1;
}
