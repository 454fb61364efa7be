// Exit code 0 when this container's program says it is ready. The image has no curl and needs none.
try {
  const { PORT } = process.env;
  const { status } = await fetch(`http://127.0.0.1:${PORT}/health/ready`, {
    signal: AbortSignal.timeout(4000),
  });
  process.exitCode = status === 200 ? 0 : 1;
} catch {
  process.exitCode = 1;
}
