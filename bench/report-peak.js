/** Preloaded with --import: says on standard error how much memory the process needed at most. */
process.on('exit', () => console.error(`peak-kilobytes ${process.resourceUsage().maxRSS}`));
