using System.Security.Cryptography.X509Certificates;

namespace KubernetesEmulator;

public sealed record KubernetesServerOptions
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>With its private key; when there is one, everything is served over https, by HTTP/1.1 and HTTP/2.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Of HTTP/2. More watches than that need more than one connection, in Kubernetes too.</summary>
    public int StreamsPerConnection { get; init; } = 100;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many changes a watch can look back, at least.</summary>
    public int HistorySize { get; init; } = 20_000;

    /// <summary>Of watches that do not say how long they want to last.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Without it, namespaces have to be created before there can be anything in them.</summary>
    public bool NamespacesAreImplicit { get; init; } = true;

    /// <summary>Without it, garbage is collected only when <see cref="GarbageCollector.Step"/> is called.</summary>
    public bool CollectsGarbage { get; init; } = true;
}
