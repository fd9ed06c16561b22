namespace Sidecars.Apps.Pods;

/// <summary>A Secret of the namespace.</summary>
internal sealed record Secret(string Name, Dictionary<string, string> Keys)
{
    /// <summary>What a volume shows of it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Select(SecretSource source)
    {
        Assert.Equal(Name, source.Name);
        foreach (var item in source.Items)
        {
            if (Keys.TryGetValue(item.Key, out var content))
            {
                yield return new(item.Path, content);
            }
            else if (!source.Optional)
            {
                throw new UnmountableException($"references non-existent secret key: {item.Key}");
            }
        }
    }
}

/// <summary>A volume cannot be made: kubelet starts no container, and says this in the pod's events.</summary>
internal sealed class UnmountableException(string message) : Exception(message);
