using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sidecars.Support;

internal sealed record LogLine(LogLevel Level, string Text);

/// <summary>Gives the same logger for everything.</summary>
internal sealed class RecordingLoggers(RecordingLogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}

/// <summary>Keeps what was logged, and lets a test wait for it.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _logged = NewSource();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public IEnumerable<string> Of(LogLevel level) => Lines.Where(line => line.Level == level).Select(line => line.Text);

    public int Count(string part) => Lines.Count(line => line.Text.Contains(part, StringComparison.Ordinal));

    /// <summary>Waits until so many lines have the part in them.</summary>
    public async Task UntilAsync(string part, int count = 1)
    {
        while (true)
        {
            Task logged;
            lock (_lock)
            {
                logged = _logged.Task;
            }

            if (Count(part) >= count)
            {
                return;
            }

            await logged.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(new(logLevel, formatter(state, exception)));
        TaskCompletionSource before;
        lock (_lock)
        {
            (before, _logged) = (_logged, NewSource());
        }

        before.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
