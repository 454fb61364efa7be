// Runs on its own, so that a download that hangs can be given up.
import memoryServer from 'mongodb-memory-server-core';

try {
  console.log(await memoryServer.MongoBinary.getPath({ downloadDir: process.argv[2], checkMD5: true }));
} catch (error) {
  console.error(error.message.split('\n').join(' '));
  process.exitCode = 1;
}
