using System.Globalization;
using KubernetesEmulator.FaultKinds;
using KubernetesEmulator.Resources;

namespace KubernetesEmulator.Http;

/// <summary>A stream of lines, each of which tells of one change, until its time is over.</summary>
internal sealed class WatchAnswer(Store store, TimeProvider clock, TimeSpan longest, TimeSpan bookmarkInterval)
{
    /// <summary>Longer than any test, and no longer than timers can be set for.</summary>
    private const int MostSeconds = 24 * 60 * 60;

    public async Task AnswerAsync(HttpContext context, Resource resource, string? inNamespace)
    {
        var query = context.Request.Query;
        var selection = Selection.Of(resource, query);
        var allowsBookmarks = query["allowWatchBookmarks"].FirstOrDefault() is "true" or "1";
        var revision = RevisionParameter.Of(query);
        var duration = Duration(query);

        if (query["sendInitialEvents"].Count > 0)
        {
            throw StatusException.Other(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        }

        using var time = new CancellationTokenSource(duration, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, time.Token);
        var stream = new WatchStream(context, resource, context.Features.Get<WatchInterruption>());

        if (!TrySubscribe(resource, inNamespace, revision is 0 ? null : revision, allowsBookmarks, out var subscription, out var refusal))
        {
            // Once a watch is allowed, its errors come in the stream.
            await stream.StartAsync();
            await stream.WriteAsync("ERROR", refusal!.ToStatus());
            return;
        }

        try
        {
            await using var bookmarks = clock.CreateTimer(_ => store.Bookmark(subscription), null, bookmarkInterval, bookmarkInterval);
            await stream.StartAsync();
            await RunAsync(stream, subscription!, selection, end.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await EndAsync(stream, subscription!, selection);
        }
        catch (WatchEnded)
        {
            // A fault's doing.
        }
        finally
        {
            store.Unsubscribe(subscription!);
        }
    }

    private static async Task RunAsync(WatchStream stream, Subscription subscription, Selection selection, CancellationToken cancellationToken)
    {
        await stream.InterruptAsync();

        foreach (var item in subscription.Initial.Where(selection.Has))
        {
            await stream.WriteAsync("ADDED", item);
        }

        await foreach (var item in subscription.Items.ReadAllAsync(cancellationToken))
        {
            await TellAsync(stream, selection, item);
        }
    }

    /// <summary>What was not told yet, and how far that was: the next watch goes on from there.</summary>
    private async Task EndAsync(WatchStream stream, Subscription subscription, Selection selection)
    {
        store.Bookmark(subscription);

        try
        {
            while (subscription.Items.TryRead(out var item))
            {
                await TellAsync(stream, selection, item);
            }
        }
        catch (WatchEnded)
        {
            // A fault's doing.
        }
    }

    private static Task TellAsync(WatchStream stream, Selection selection, WatchItem item) => item switch
    {
        Change change => (selection.Has(change.Before), selection.Has(change.After)) switch
        {
            (false, true) => stream.WriteAsync("ADDED", change.After!),
            (true, true) => stream.WriteAsync("MODIFIED", change.After!),
            // Deleted, or no longer one of those that were asked for: both look the same.
            (true, false) => stream.WriteAsync("DELETED", change.Before!.At(change.Revision)),
            _ => Task.CompletedTask,
        },
        _ => stream.WriteBookmarkAsync(item.Revision),
    };

    private bool TrySubscribe(Resource resource, string? inNamespace, long? after, bool allowsBookmarks, out Subscription? subscription, out StatusException? refusal)
    {
        (subscription, refusal) = (null, null);

        try
        {
            subscription = store.Subscribe(resource.Collection, inNamespace, after, allowsBookmarks);
        }
        catch (StatusException tooOld)
        {
            refusal = tooOld;
        }

        return subscription is not null;
    }

    private TimeSpan Duration(IQueryCollection query)
    {
        var text = query["timeoutSeconds"].FirstOrDefault();

        return string.IsNullOrEmpty(text) ? longest
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds == 0 ? longest : TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds))
            : throw StatusException.BadRequest($"timeoutSeconds: Invalid value: \"{text}\"");
    }
}
