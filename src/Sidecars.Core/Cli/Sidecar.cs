using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sidecars.Linux;

namespace Sidecars.Cli;

/// <summary>Runs one program: hides it, turns SIGTERM into cancellation, and ends every failure in one sentence and one exit code.</summary>
public static class Sidecar
{
    /// <param name="whenStopped">The exit code when somebody asks the program to stop before it is done.</param>
    public static async Task<int> RunAsync(
        RootCommand command, string[] args, ExitCode whenStopped, Func<Settings, Loggers, CancellationToken, Task> action)
    {
        using var stop = new CancellationTokenSource();

        // Settings may be what is wrong, so that the logger may have to do without.
        ILoggerFactory? loggers = null;
        try
        {
            // Before any secret is read: another process of our user may be watching.
            Libc.Undump();

            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            command.Add(CommonSettings.LogFormat);
            command.Add(CommonSettings.LogLevel);
            command.SetAction(async (options, _) =>
            {
                var settings = new Settings(options, Environment.GetEnvironmentVariable);
                loggers = LogFormat.CreateFactory(settings);
                await action(settings, new Loggers(loggers), stop.Token);
            });

            var parsed = command.Parse(args);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            {
                return (int)ReportUsage(command.Name, parsed.Errors[0].Message);
            }

            await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None);
            return (int)ExitCode.Done;
        }
        catch (Exception e)
        {
            loggers ??= LogFormat.CreateFactory();
            return (int)Report(e, new Loggers(loggers).Main, whenStopped, stop.IsCancellationRequested);
        }
        finally
        {
            // Writes what is still in the logger's queue.
            loggers?.Dispose();
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static ExitCode Report(Exception e, ILogger logger, ExitCode whenStopped, bool stopRequested)
    {
        if (stopRequested && e is OperationCanceledException)
        {
            logger.Stopped();
            return whenStopped;
        }

        var (exitCode, sentence) = e is SidecarException failure
            ? (failure.ExitCode, failure.Message)
            : (ExitCode.Bug, $"This is a bug: {e.GetType().Name} {PlaceOf(e)}. Please report it with this line; --log-level debug shows the whole trace.");
        if (e is not SidecarException)
        {
            logger.Trace(Redaction.Clean(e.ToString()));
        }

        logger.Failed(Redaction.Clean(sentence), (int)exitCode);
        TerminationLog.Write(sentence);
        return exitCode;
    }

    private static ExitCode ReportUsage(string program, string error)
    {
        var sentence = $"{Redaction.Clean(error)} See {program} --help.";
        Console.Error.WriteLine(sentence);
        TerminationLog.Write(sentence);
        return ExitCode.Usage;
    }

    /// <summary>The innermost frame of ours in the trace, as in "at Sidecars.Tokens.TokenDirectory.Publish"; where there is none, the innermost.</summary>
    private static string PlaceOf(Exception e)
    {
        var frames = (e.StackTrace ?? "at an unknown place").Split('\n', StringSplitOptions.TrimEntries);
        var frame = frames.FirstOrDefault(frame => frame.StartsWith("at Sidecars.", StringComparison.Ordinal)) ?? frames[0];
        return frame.Split('(', 2)[0];
    }
}
