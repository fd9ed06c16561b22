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
    /// <param name="others">What the program does instead when it is asked to by name.</param>
    public static async Task<int> RunAsync(
        RootCommand command, string[] args, ExitCode whenStopped, Func<Settings, Loggers, CancellationToken, Task> action, params Subcommand[] others)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

        // Settings may be what is wrong, so that the logger may have to do without.
        ILoggerFactory? loggers = null;
        try
        {
            // Before any secret is read: another process of our user may be watching.
            if (others.FirstOrDefault(other => other.Command.Name == args.FirstOrDefault()) is not { HoldsSecrets: false })
            {
                Libc.Undump();
            }

            var main = new Subcommand(command, HoldsSecrets: true, async (settings, loggers, cancellationToken) =>
            {
                await action(settings, loggers, cancellationToken);
                return ExitCode.Done;
            });
            foreach (var each in others.Append(main))
            {
                each.Command.Add(CommonSettings.LogFormat);
                each.Command.Add(CommonSettings.LogLevel);
                each.Command.SetAction(async (options, _) =>
                {
                    var settings = new Settings(options, Environment.GetEnvironmentVariable);
                    loggers = LogFormat.CreateFactory(settings);
                    return (int)await each.RunAsync(settings, new Loggers(loggers), stop.Token);
                });
            }

            others.ToList().ForEach(other => command.Add(other.Command));

            // No response files: @FILE would put a file's content into an error sentence.
            var parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            {
                return (int)ReportUsage(command, parsed);
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None);
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

        var failure = e as SidecarException ?? Bug(e);
        if (failure.InnerException is { } cause)
        {
            logger.Trace(Redaction.Clean(cause.ToString()));
        }

        logger.Failed(Redaction.Clean(failure.Message), (int)failure.ExitCode);
        TerminationLog.Write(failure.Message);
        return failure.ExitCode;
    }

    /// <summary>What should not have been possible, by type and place; its own message may hold anything.</summary>
    internal static SidecarException Bug(Exception e)
        => new(ExitCode.Bug, $"This is a bug: {e.GetType().Name} {PlaceOf(e)}. Please report it with this line; --log-level debug shows the whole trace.", e);

    private static ExitCode ReportUsage(RootCommand program, ParseResult parsed)
    {
        // What is no option may be a secret in the wrong place.
        var error = parsed.UnmatchedTokens is [var token, ..]
            ? token.StartsWith("--", StringComparison.Ordinal) ? $"There is no option {Redaction.Clean(token.Split('=', ':')[0])}." : "There is an argument that belongs to no option."
            : Redaction.Clean(parsed.Errors[0].Message);
        var command = parsed.CommandResult.Command;
        var sentence = $"{error} See {(command == program ? program.Name : $"{program.Name} {command.Name}")} --help.";
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
