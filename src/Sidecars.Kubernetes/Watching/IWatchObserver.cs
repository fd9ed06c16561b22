using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Watching;

/// <summary>Hears what a <see cref="Reflector"/> has to tell.</summary>
internal interface IWatchObserver
{
    /// <summary>It is so now.</summary>
    void Seen(Secret secret);

    /// <summary>The selector finds it no more; it may still be there.</summary>
    void Gone(SecretName name);

    /// <summary>The API server answered.</summary>
    void Reached();

    void Failed(KubernetesException failure);

    /// <param name="reason">timeout, expired or failure.</param>
    void Restarted(string reason);
}
