using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sidecars.Apps.Support;

/// <summary>A child process with an environment of its own, whose output is kept. Whatever happens, it does not outlive the test.</summary>
internal sealed partial class Command : IDisposable
{
    /// <summary>Longer than anything here should take, shorter than anybody waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int SigKill = 9;
    private const int SigStop = 19;
    private const int SigContinue = 18;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Seen)> _waiting = [];

    private Command(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Error
    {
        get
        {
            lock (_waiting)
            {
                return _error.ToString();
            }
        }
    }

    public static Command Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
        => new(program, arguments, environment);

    public static async Task<Run> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var command = Start(program, arguments, environment);
        return await command.EndAsync();
    }

    /// <summary>Runs a program that has to succeed, and returns what it printed.</summary>
    public static async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        var run = await RunAsync(program, arguments, new Dictionary<string, string>());
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.Error}");
        return run.Output;
    }

    /// <summary>Waits for the program to end by itself.</summary>
    public async Task<Run> EndAsync(TimeSpan? patience = null)
    {
        using var end = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await _process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end. It said: {Error}");
        }

        lock (_waiting)
        {
            return new Run(_process.ExitCode, _output.ToString(), _error.ToString());
        }
    }

    /// <summary>The first line on standard error with this text, as soon as it is there.</summary>
    public Task<string> SaysAsync(string text)
    {
        lock (_waiting)
        {
            return _error.ToString().Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line ? Task.FromResult(line) : SaysNextAsync(text);
        }
    }

    /// <summary>The first such line from now on.</summary>
    public async Task<string> SaysNextAsync(string text)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiting.Add((line => line.Contains(text, StringComparison.Ordinal), seen));
        }

        try
        {
            return await seen.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} never said '{text}'. It said: {Error}");
        }
    }

    /// <summary>Ends the program without asking it. What it has started goes on.</summary>
    public void Kill() => Assert.Equal(0, Kill(Id, SigKill));

    /// <summary>Ends the program and all that it has started, at the same moment. It has to be one that <c>setsid</c> has given a group of its own.</summary>
    /// <returns>Whether it had not ended by itself.</returns>
    public async Task<bool> KillGroupAsync()
    {
        var isThere = Kill(-Id, SigKill) == 0;
        await _process.WaitForExitAsync();
        return isThere && _process.ExitCode == 128 + SigKill;
    }

    /// <summary>Holds the program still, as a frozen container is.</summary>
    public void Suspend() => Assert.Equal(0, Kill(Id, SigStop));

    public void Resume() => Assert.Equal(0, Kill(Id, SigContinue));

    public void Signal(PosixSignal signal)
    {
        var number = signal switch { PosixSignal.SIGHUP => 1, PosixSignal.SIGTERM => 15, _ => throw new ArgumentOutOfRangeException(nameof(signal)) };
        Assert.Equal(0, Kill(Id, number));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Keep(StringBuilder kept, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_waiting)
        {
            kept.Append(line).Append('\n');
            if (kept == _error)
            {
                _waiting.Where(waiting => waiting.Wanted(line)).ToList().ForEach(waiting => waiting.Seen.TrySetResult(line));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
