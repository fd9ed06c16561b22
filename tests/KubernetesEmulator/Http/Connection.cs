using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace KubernetesEmulator.Http;

/// <summary>What is below HTTP and TLS, to be broken from within a request.</summary>
internal sealed class Connection : IDisposable
{
    private readonly ConnectionContext _context;
    private readonly CancellationTokenSource _frozen = new();

    private Connection(ConnectionContext context)
    {
        _context = context;
        context.Transport = new Pipes(
            new FreezingReader(context.Transport.Input, _frozen.Token, context.ConnectionClosed),
            new FreezingWriter(context.Transport.Output, _frozen.Token, context.ConnectionClosed));
        context.Features.Set(this);
    }

    public static Connection Of(HttpContext context) => context.Features.GetRequiredFeature<Connection>();

    public static ConnectionDelegate Attach(ConnectionDelegate next) => async context =>
    {
        using var connection = new Connection(context);
        await next(context);
    };

    /// <summary>From now on nothing is read and nothing written, not even an answer to a ping; nobody is told.</summary>
    public void Freeze() => _frozen.Cancel();

    public bool IsReset { get; private set; }

    /// <summary>With RST instead of FIN.</summary>
    public void Reset()
    {
        IsReset = true;
        var socket = _context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
        _context.Abort();
    }

    public void Dispose() => _frozen.Dispose();

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
