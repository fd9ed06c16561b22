using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Watching;

namespace Sidecars.Kubernetes.Sync;

/// <summary>Brings one Secret into step with its source, from how both are at this moment. What a watch said before is only why it is called.</summary>
internal sealed class Reconciler(KubernetesClient client, Decider decider, SyncEvents events, Pace pace, SyncMetrics metrics, TimeProvider time, ILogger logger)
{
    private const int MostConflicts = 3;

    /// <summary>Longer than it takes to delete a Secret and make it anew, as those do who replace it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>At what no watch tells of.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    private readonly TokenBucket _reads = new(20, 20, time);
    private readonly TokenBucket _writes = new(5, 10, time);
    private readonly Lock _lock = new();
    private readonly Dictionary<SecretName, long> _goneSince = [];
    private readonly Dictionary<SecretName, Secret> _replaced = [];

    /// <returns>Whether that was all for now, and when it has to be looked at again, if it has to be.</returns>
    /// <exception cref="KubernetesException">The API server refused, or cannot be reached.</exception>
    public async Task<(bool IsDone, TimeSpan? Again)> RunAsync(SecretName name, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            try
            {
                return await TryAsync(name, cancellationToken);
            }
            catch (KubernetesException e) when ((e.IsConflict || e.AlreadyExists || e.IsNotFound) && conflicts < MostConflicts)
            {
                // Somebody was faster: what there is now may not even be ours any more.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 200)), time, cancellationToken);
            }
        }
    }

    /// <summary>What would be done; nothing is.</summary>
    public async Task<(Decision Decision, Secret? Source, Secret? Derived)> DecideAsync(SecretName name, CancellationToken cancellationToken)
    {
        await _reads.TakeAsync(cancellationToken);
        var derived = await client.FindSecretAsync(name, cancellationToken);
        var before = Replaced(name, derived);
        if (Decider.SourceOf(name, derived ?? before) is not { } sourceName)
        {
            return (new Decision.Leave(), null, derived);
        }

        if (derived is not null && !decider.MayRead(sourceName))
        {
            return (new Decision.Leave("SourceInvalid", $"{sourceName.Namespace} is none of the namespaces in which Secrets are kept in step."), null, derived);
        }

        await _reads.TakeAsync(cancellationToken);
        var source = await client.FindSecretAsync(sourceName, cancellationToken);
        return (decider.Decide(name, source, derived, before), source, derived);
    }

    private async Task<(bool IsDone, TimeSpan? Again)> TryAsync(SecretName name, CancellationToken cancellationToken)
    {
        var (decision, source, derived) = await DecideAsync(name, cancellationToken);
        if (decision is Decision.Delete { AfterGrace: true } && GraceLeft(name) is var wait && wait > TimeSpan.Zero)
        {
            return (false, wait);
        }

        if (decision is not Decision.Delete)
        {
            Forget(name);
        }

        if (source is null && derived is null)
        {
            ForgetReplaced(name);
        }

        metrics.Decided(name, decision);
        if (decision is Decision.Leave leave)
        {
            if (leave.Reason is { } reason && (source ?? derived) is { } about)
            {
                await events.SayAsync(about, Event.Warning, reason, leave.Sentence!, cancellationToken);
            }

            return (true, decider.IsUnseen(source, derived) ? BetweenLooks : null);
        }

        await _writes.TakeAsync(cancellationToken);
        var (written, changed, action) = await ComplainingAsync(source, () => WriteAsync(decision, name, source, derived, cancellationToken), cancellationToken);
        logger.Wrote(action, name.ToString(), $"{source?.FullName ?? Decider.SourceOf(name, derived)}", string.Join(", ", changed), source?.Metadata.ResourceVersion ?? "", derived?.Metadata.ResourceVersion ?? "", written?.Metadata.ResourceVersion ?? "");
        metrics.Wrote(action);
        ForgetReplaced(name);
        if (source is not null)
        {
            var recipe = (decision as Decision.Write)?.Recipe;
            await pace.WroteAsync(name, source, recipe?.Content?.Fingerprint() ?? default, cancellationToken);
            if (recipe?.Warning is { } warning)
            {
                await events.SayAsync(source, Event.Warning, warning.Reason, warning.Sentence, cancellationToken);
            }

            await events.SayAsync(source, action == "ImmutableReplaced" ? Event.Warning : Event.Normal, action, $"{name}: {string.Join(", ", changed)}", cancellationToken);
        }

        return (true, decider.IsUnseen(source, derived) ? BetweenLooks : null);
    }

    /// <summary>What the API server will not take later either is for somebody to know.</summary>
    private async Task<T> ComplainingAsync<T>(Secret? source, Func<Task<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write();
        }
        catch (KubernetesException e) when (e.Code is 403 or 422 && !e.IsNamespaceTerminating && source is not null)
        {
            await events.SayAsync(source, Event.Warning, e.Code == 422 ? "InvalidDerived" : "SyncFailed", e.Message, cancellationToken);
            throw;
        }
    }

    private async Task<(Secret? Written, IReadOnlyList<string> Changed, string Action)> WriteAsync(Decision decision, SecretName name, Secret? source, Secret? derived, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asItIs = new Preconditions(derived?.Metadata.Uid, derived?.Metadata.ResourceVersion);
        switch (decision)
        {
            case Decision.Create create:
                return (await client.CreateSecretAsync(Writing.NewSecret(name, create.Content, source!.FullName, Replaced(name, derived: null), now), cancellationToken), [.. create.Content.Data.Keys.Select(key => $"data.{key}")], "TektonSecretCreated");
            case Decision.Patch patch:
                return (await client.PatchSecretAsync(name, Writing.Patch(derived!, patch.Content, source!.FullName, now), cancellationToken), patch.Changed, "TektonSecretUpdated");
            case Decision.Replace replace:
                Remember(name, derived!);
                await client.DeleteSecretAsync(name, asItIs, cancellationToken);
                return (await client.CreateSecretAsync(Writing.NewSecret(name, replace.Content, source!.FullName, derived, now), cancellationToken), replace.Changed, replace.Reason);
            case Decision.Delete:
                await client.DeleteSecretAsync(name, asItIs, cancellationToken);
                Forget(name);
                return (null, ["all"], "TektonSecretDeleted");
            default:
                throw new SidecarException(ExitCode.Bug, $"There is no way to {decision.GetType().Name}.");
        }
    }

    /// <summary>How long the source may still stay away.</summary>
    private TimeSpan GraceLeft(SecretName name)
    {
        lock (_lock)
        {
            if (!_goneSince.TryGetValue(name, out var since))
            {
                _goneSince[name] = since = time.GetTimestamp();
            }

            return Grace - time.GetElapsedTime(since);
        }
    }

    /// <summary>What was there until we took it away to make it anew, where that is not done yet: others may have been in the way, or the API server failed.</summary>
    private Secret? Replaced(SecretName name, Secret? derived)
    {
        lock (_lock)
        {
            if (derived is { Metadata.DeletionTimestamp: null })
            {
                _replaced.Remove(name);
            }

            return _replaced.GetValueOrDefault(name);
        }
    }

    /// <summary>Without its data.</summary>
    private void Remember(SecretName name, Secret derived)
    {
        lock (_lock)
        {
            _replaced[name] = new() { Metadata = new() { Name = name.Name, Namespace = name.Namespace, Labels = derived.Metadata.Labels, Annotations = derived.Metadata.Annotations } };
        }
    }

    private void ForgetReplaced(SecretName name)
    {
        lock (_lock)
        {
            _replaced.Remove(name);
        }
    }

    private void Forget(SecretName name)
    {
        lock (_lock)
        {
            _goneSince.Remove(name);
        }
    }
}
