using System.Globalization;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Http;
using Sidecars.Linux;

namespace Sidecars.Publishing;

/// <summary>Tells somebody in the pod that new files are there: by a file's date, a request, or a signal.</summary>
public sealed class Notification
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _target;
    private readonly Func<CancellationToken, Task> _send;
    private readonly ILogger _logger;
    private int _asked;
    private Task _sent = Task.CompletedTask;

    private Notification(string target, Func<CancellationToken, Task> send, ILogger logger)
    {
        _target = target;
        _send = send;
        _logger = logger;
    }

    /// <summary>Reads <c>/a/file</c> (is touched), <c>http://localhost:PORT/PATH</c> (gets a POST), or <c>SIGHUP:NAME</c> (a signal to processes of that name).</summary>
    /// <exception cref="FormatException">It is none of these, or a URL of another machine. It may have a password, so that it is not shown.</exception>
    public static Notification Parse(string text, ILogger logger)
    {
        if (text.StartsWith('/'))
        {
            return new(text, _ => Task.Run(() => Libc.Touch(text), CancellationToken.None), logger);
        }

        if (LoopbackUrl.TryParse(text) is { } url)
        {
            // What is behind the host may be a password.
            return new(url.GetLeftPart(UriPartial.Authority), cancellationToken => LoopbackUrl.PostAsync(url, null, cancellationToken), logger);
        }

        if (text.Split(':') is [var signal, { Length: > 0 and <= LongestName } name] && SignalNumber(signal) is { } number && !name.Contains('/'))
        {
            logger.NotifiesBySignal(signal, name);
            return new(text, _ => Task.Run(() => SignalAll(number, name), CancellationToken.None), logger);
        }

        throw new FormatException($"it is not an absolute path, an http URL of this pod (http://localhost:PORT/PATH), or SIGHUP:NAME, SIGUSR1:NAME, SIGUSR2:NAME with a process's name of at most {LongestName} characters.");
    }

    /// <summary>Done when nothing is on its way.</summary>
    public Task Sent => _sent;

    /// <summary>Returns at once. Asked again while one is on its way, another follows.</summary>
    public void Send()
    {
        if (Interlocked.Increment(ref _asked) == 1)
        {
            _sent = SendAllAsync();
        }
    }

    private async Task SendAllAsync()
    {
        for (var asked = Volatile.Read(ref _asked); ;)
        {
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await _send(patience.Token);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or UnauthorizedAccessException)
            {
                _logger.NotNotified(Redaction.Clean(_target), Redaction.Clean(e.Message.TrimEnd('.')));
            }

            var now = Interlocked.CompareExchange(ref _asked, 0, asked);
            if (now == asked)
            {
                return;
            }

            asked = now;
        }
    }

    /// <summary>The kernel lets us signal processes of our own user only, and shows us those of our process namespace only.</summary>
    private static void SignalAll(int number, string name)
    {
        var sent = 0;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            var isProcess = int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId;
            sent += isProcess && NameOf(directory) == name && Libc.Signal(id, number) ? 1 : 0;
        }

        if (sent == 0)
        {
            throw new IOException("there is no such process that this user may signal (shareProcessNamespace, and the same runAsUser)");
        }
    }

    private static string? NameOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Numbers of x86-64 and arm64.</summary>
    private static int? SignalNumber(string name) => name switch { "SIGHUP" => 1, "SIGUSR1" => 10, "SIGUSR2" => 12, _ => null };

    /// <summary>The kernel keeps no more of a process's name.</summary>
    private const int LongestName = 15;
}
