using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace GitHubEmulator.Git;

/// <summary>Git's own server, run as a CGI program for each request.</summary>
internal sealed class GitHttpBackend(GitCommand git, string repositoriesDirectory)
{
    private readonly ConcurrentDictionary<Task, bool> _running = [];

    public async Task ServeAsync(HttpContext context, Repository repository, string service)
    {
        var run = RunAsync(context, repository, service);
        _running.TryAdd(run, true);

        try
        {
            await run;
        }
        finally
        {
            _running.TryRemove(run, out _);
        }
    }

    /// <summary>When all that runs has ended, well or not.</summary>
    public async Task EndedAsync() =>
        await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(HttpContext context, Repository repository, string service)
    {
        using var process = Process.Start(Describe(context.Request, repository, service))!;

        try
        {
            // What git has to say to the server's operator; the client is told in the answer.
            var noise = process.StandardError.ReadToEndAsync(context.RequestAborted);
            var input = SendAsync(context.Request, process.StandardInput.BaseStream, context.RequestAborted);

            await AnswerAsync(process.StandardOutput.BaseStream, context);
            await input;
            await noise;
        }
        catch
        {
            // Not where all went well: to find its children, all processes of the machine are looked at.
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private ProcessStartInfo Describe(HttpRequest request, Repository repository, string service)
    {
        var start = git.StartInfo("http-backend");
        var environment = start.Environment;

        environment["GIT_PROJECT_ROOT"] = repositoriesDirectory;
        environment["GIT_HTTP_EXPORT_ALL"] = "1";
        environment["REQUEST_METHOD"] = request.Method;
        environment["PATH_INFO"] = $"/{Path.GetFileName(repository.Path)}/{service}";
        environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?');
        environment["CONTENT_TYPE"] = request.ContentType;
        environment["CONTENT_LENGTH"] = request.ContentLength?.ToString(CultureInfo.InvariantCulture);
        environment["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding;
        environment["GIT_PROTOCOL"] = repository.SpeaksProtocol2 ? request.Headers["Git-Protocol"].ToString() : "";
        environment["REMOTE_ADDR"] = "127.0.0.1";
        environment["REMOTE_USER"] = "x-access-token";

        return start;
    }

    private static async Task SendAsync(HttpRequest request, Stream input, CancellationToken cancellationToken)
    {
        try
        {
            await request.Body.CopyToAsync(input, cancellationToken);
            await input.DisposeAsync();
        }
        catch (IOException)
        {
            // Git has read enough to refuse the rest.
        }
    }

    private static async Task AnswerAsync(Stream output, HttpContext context)
    {
        var reader = PipeReader.Create(output);

        while (await ReadLineAsync(reader, context.RequestAborted) is { Length: > 0 } line)
        {
            var (name, value) = line.Split(": ", 2) is [var before, var after] ? (before, after) : (line, "");

            if (name == "Status")
            {
                context.Response.StatusCode = int.Parse(value.AsSpan(0, 3), CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }

        await reader.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task<string> ReadLineAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);

            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.ASCII.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));

                return line;
            }

            if (read.IsCompleted)
            {
                throw new InvalidDataException("git http-backend ended within the header of its answer.");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
