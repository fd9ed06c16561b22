using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Watching;

namespace Sidecars.Kubernetes.Sync;

/// <summary>What the watches said of each Secret that follows another one: as it should be, and as it is. Fingerprints, so that thousands fit into little memory.</summary>
internal sealed class Pairs(Decider decider, WorkQueue queue, Reachability reachability, SyncMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SecretName, Pair> _pairs = [];
    private readonly Dictionary<SecretName, HashSet<SecretName>> _copies = [];
    private readonly HashSet<string> _complete = [];

    /// <summary>For a watch of what follows sources.</summary>
    public IWatchObserver OfDerived() => new Observer(this, ofSources: false);

    public IWatchObserver OfSources() => new Observer(this, ofSources: true);

    /// <summary>How many sources copies are wanted of.</summary>
    public int CopiedSources
    {
        get
        {
            lock (_lock)
            {
                return _copies.Count;
            }
        }
    }

    private Reachability Reachability => reachability;

    private SyncMetrics Metrics => metrics;

    /// <summary>How many sources there are.</summary>
    public int Sources => Count(pair => pair.HasSource);

    /// <summary>How many follow one.</summary>
    public int Derived => Count(pair => pair.Observed is not null);

    /// <summary>From here on, what differs in a namespace is looked at as soon as it is seen: until now there was only a half of it.</summary>
    /// <param name="where">Null for all.</param>
    public void Complete(string? where)
    {
        lock (_lock)
        {
            _complete.Add(where ?? "");
            foreach (var (name, pair) in _pairs.Where(pair => where is null || pair.Key.Namespace == where))
            {
                Enqueue(name, pair);
            }
        }
    }

    private void SeenDerived(Secret secret)
    {
        lock (_lock)
        {
            var pair = Of(secret.FullName);
            pair.Observed = SecretContent.Of(secret, secret.Annotation(Marks.SourceUid)).Fingerprint();
            pair.Derived = secret.Annotation(Marks.Adopted) is not null || secret.Annotation(Marks.CopyOf) is not null ? Outline(secret) : null;
            if (pair.CopyOf is { } before && before != SecretCopy.SourceOf(secret))
            {
                Forget(before, secret.FullName);
                pair.Desired = null;
            }

            pair.CopyOf = SecretCopy.SourceOf(secret);
            if (pair.CopyOf is { } source)
            {
                (_copies.TryGetValue(source, out var copies) ? copies : _copies[source] = []).Add(secret.FullName);
            }

            Enqueue(secret.FullName, pair);
        }
    }

    private void SeenSource(Secret secret)
    {
        lock (_lock)
        {
            if (secret.Label(Marks.Tekton) == Marks.Wanted)
            {
                var name = TektonSecret.Of(secret.FullName);
                var pair = Of(name);
                pair.HasSource = true;
                pair.Desired = secret.Annotation(Marks.Sync) == "false" ? null : decider.RecipeOf(secret, pair.Derived, name).Content?.Fingerprint();
                Enqueue(name, pair);
            }
            else if (_pairs.GetValueOrDefault(TektonSecret.Of(secret.FullName)) is { CopyOf: null } former)
            {
                (former.HasSource, former.Desired) = (false, null);
                Enqueue(TektonSecret.Of(secret.FullName), former);
            }

            foreach (var copy in _copies.GetValueOrDefault(secret.FullName, []))
            {
                if (_pairs.GetValueOrDefault(copy) is { } pair)
                {
                    pair.Desired = SecretCopy.Of(secret, copy).Content?.Fingerprint();
                    Enqueue(copy, pair);
                }
            }
        }
    }

    private void GoneDerived(SecretName name)
    {
        lock (_lock)
        {
            if (_pairs.GetValueOrDefault(name) is { } pair)
            {
                pair.Observed = null;
                if (pair.CopyOf is { } source)
                {
                    Forget(source, name);
                    (pair.CopyOf, pair.Desired) = (null, pair.HasSource ? pair.Desired : null);
                }

                Enqueue(name, pair);
                if (!pair.HasSource)
                {
                    _pairs.Remove(name);
                }
            }
        }
    }

    private void GoneSource(SecretName source)
    {
        lock (_lock)
        {
            foreach (var name in _copies.GetValueOrDefault(source, []).Append(TektonSecret.Of(source)))
            {
                if (_pairs.GetValueOrDefault(name) is { } pair)
                {
                    (pair.HasSource, pair.Desired) = (false, null);
                    Enqueue(name, pair);
                    if (pair.Observed is null)
                    {
                        _pairs.Remove(name);
                    }
                }
            }
        }
    }

    /// <summary>Has it looked at, unless it is as it should be.</summary>
    private void Enqueue(SecretName name, Pair pair)
    {
        if ((_complete.Contains("") || _complete.Contains(name.Namespace)) && (pair.Desired is null || pair.Desired != pair.Observed))
        {
            queue.Add(name);
        }
    }

    private void Forget(SecretName source, SecretName copy)
    {
        if (_copies.GetValueOrDefault(source) is { } copies && copies.Remove(copy) && copies.Count == 0)
        {
            _copies.Remove(source);
        }
    }

    private Pair Of(SecretName name) => _pairs.TryGetValue(name, out var pair) ? pair : _pairs[name] = new();

    private int Count(Func<Pair, bool> predicate)
    {
        lock (_lock)
        {
            return _pairs.Values.Count(predicate);
        }
    }

    /// <summary>Without its data.</summary>
    private static Secret Outline(Secret secret) => new() { Metadata = new() { Labels = secret.Metadata.Labels, Annotations = secret.Metadata.Annotations } };

    private sealed class Pair
    {
        public bool HasSource { get; set; }

        /// <summary>The source that it wants to be a copy of; null where it wants none.</summary>
        public SecretName? CopyOf { get; set; }

        /// <summary>Null where it is not known, or nothing can be made of the source.</summary>
        public Fingerprint? Desired { get; set; }

        /// <summary>Null where there is none.</summary>
        public Fingerprint? Observed { get; set; }

        /// <summary>What it says of itself, where that has a part in what it should be.</summary>
        public Secret? Derived { get; set; }
    }

    private sealed class Observer(Pairs pairs, bool ofSources) : IWatchObserver
    {
        public void Seen(Secret secret)
        {
            if (ofSources)
            {
                pairs.SeenSource(secret);
            }
            else
            {
                pairs.SeenDerived(secret);
            }
        }

        public void Gone(SecretName name)
        {
            if (ofSources)
            {
                pairs.GoneSource(name);
            }
            else
            {
                pairs.GoneDerived(name);
            }
        }

        public void Reached() => pairs.Reachability.Reached(this);

        public void Failed(KubernetesException failure) => pairs.Reachability.Failed(this, failure);

        public void Restarted(string reason) => pairs.Metrics.Restarted(reason);
    }
}
