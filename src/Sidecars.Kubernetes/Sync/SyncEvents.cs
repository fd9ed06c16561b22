using Microsoft.Extensions.Logging;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>Tells of what was done, and of what cannot be, where <c>kubectl describe secret</c> shows it: at the source.</summary>
internal sealed class SyncEvents(KubernetesClient client, TimeProvider time, ILogger logger)
{
    /// <summary>The same is said again after so long at the earliest, with how often it happened.</summary>
    private static readonly TimeSpan BetweenSame = TimeSpan.FromMinutes(10);

    private const int MostKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(SecretName, string), (long At, int Count)> _said = [];

    public async Task SayAsync(Secret about, string type, string reason, string sentence, CancellationToken cancellationToken)
    {
        if (NextCount((about.FullName, reason)) is not { } count)
        {
            return;
        }

        if (type == Event.Warning)
        {
            logger.NotSynced(about.FullName.ToString(), sentence);
        }

        var now = time.GetUtcNow();
        now = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        try
        {
            await client.CreateEventAsync(new()
            {
                // As Kubernetes' own recorder names them.
                Metadata = new() { Namespace = about.Metadata.Namespace, Name = $"{about.Metadata.Name[..Math.Min(about.Metadata.Name.Length, 230)]}.{time.GetUtcNow().Ticks:x}" },
                InvolvedObject = new("v1", "Secret", about.Metadata.Namespace!, about.Metadata.Name, about.Metadata.Uid),
                Reason = reason,
                Message = sentence,
                Type = type,
                Source = new(Marks.Us),
                FirstTimestamp = now,
                LastTimestamp = now,
                Count = count,
            }, cancellationToken);
        }
        catch (KubernetesException e)
        {
            logger.NoEvent(e.Message);
            if (e.Code is 0 or 429 or >= 500)
            {
                // Where we may not write events at all, the log would have a line at each look.
                Forget((about.FullName, reason));
            }
        }
    }

    /// <summary>It was not said after all.</summary>
    private void Forget((SecretName, string) what)
    {
        lock (_lock)
        {
            _said.Remove(what);
        }
    }

    /// <summary>How often it happened since it was said last; null when it was said a short time ago, or so much is said that nobody would read it.</summary>
    private int? NextCount((SecretName, string) what)
    {
        lock (_lock)
        {
            var said = _said.TryGetValue(what, out var known);
            if (said && time.GetElapsedTime(known.At) < BetweenSame)
            {
                _said[what] = known with { Count = known.Count + 1 };
                return null;
            }

            if (_said.Count >= MostKept)
            {
                foreach (var (old, _) in _said.Where(pair => time.GetElapsedTime(pair.Value.At) >= BetweenSame).ToList())
                {
                    _said.Remove(old);
                }

                if (_said.Count >= MostKept)
                {
                    return null;
                }
            }

            _said[what] = (time.GetTimestamp(), 0);
            return known.Count + 1;
        }
    }
}
