using System.Globalization;
using System.Security.Cryptography;

namespace KubernetesEmulator.Resources;

/// <summary>Creates, changes and deletes objects by the rules that hold for all kinds, whoever asks.</summary>
internal sealed class Registry(Store store, NamespaceLifecycle namespaces, TimeProvider clock)
{
    private const string GeneratedCharacters = "bcdfghjklmnpqrstvwxz2456789";
    private const int GeneratedLength = 5;
    private const int LongestPrefix = 58;

    public StoredObject Get(Resource resource, string inNamespace, string name) =>
        store.Find(resource.Collection, inNamespace, name) ?? throw StatusException.NotFound(resource, name);

    public StoredObject Create(Resource resource, string inNamespace, JsonObject body, bool isDryRun = false)
    {
        var item = Decoded(resource, inNamespace, body);
        var metadata = item.Metadata();

        if (metadata.ContainsKey("resourceVersion"))
        {
            throw StatusException.Other(500, null, "resourceVersion should not be set on objects to be created");
        }

        if (!metadata.ContainsKey("name") && metadata.String("generateName") is { } prefix)
        {
            metadata["name"] = prefix[..Math.Min(prefix.Length, LongestPrefix)] + RandomNumberGenerator.GetString(GeneratedCharacters, GeneratedLength);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now();
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        metadata.Remove("generation");

        lock (store.Gate)
        {
            namespaces.AdmitCreation(resource, inNamespace, metadata.String("name"));
            resource.Rules.PrepareForCreate(item);
            Check(resource, item, ObjectMeta.Validate(resource, item).Concat(resource.Rules.Validate(item)));

            var name = item.Name()!;

            if (store.Find(resource.Collection, inNamespace, name) is not null)
            {
                throw StatusException.AlreadyExists(resource, name);
            }

            if (isDryRun)
            {
                return StoredObject.Of(item, store.Revision);
            }

            namespaces.Ensure(resource, inNamespace);

            return store.Put(resource.Collection, before: null, item);
        }
    }

    /// <param name="change">From what is there to what is wanted; both in the form in which the group serves them.</param>
    public StoredObject Update(Resource resource, string inNamespace, string name, Func<JsonObject, JsonObject> change, bool isPatch = false, bool isDryRun = false)
    {
        lock (store.Gate)
        {
            var current = Get(resource, inNamespace, name);
            var old = current.Read();
            var item = Decoded(resource, inNamespace, change(Encoded(resource, current)));

            CheckIdentity(resource, current, item, isPatch);
            KeepWhatIsTheServers(item.Metadata(), old.Metadata());
            resource.Rules.PrepareForUpdate(item, old);

            if (JsonNode.DeepEquals(item, old))
            {
                return current;
            }

            Check(resource, item, [.. ObjectMeta.Validate(resource, item), .. ObjectMeta.ValidateUpdate(item, old), .. resource.Rules.Validate(item), .. resource.Rules.ValidateUpdate(item, old)]);

            if (isDryRun)
            {
                return StoredObject.Of(item, current.Revision);
            }

            // The last finalizer was what kept it.
            return current.IsTerminating && item.Metadata().Strings("finalizers").Count == 0 && !namespaces.Holds(resource, item)
                ? store.Remove(resource.Collection, current)
                : store.Put(resource.Collection, current, item);
        }
    }

    /// <returns>What is left of it while finalizers keep it; null when it is gone.</returns>
    public StoredObject? Delete(Resource resource, string inNamespace, string name, DeleteOptions options, out StoredObject deleted)
    {
        lock (store.Gate)
        {
            var current = deleted = Get(resource, inNamespace, name);

            if (options.Uid is not null && options.Uid != current.Uid)
            {
                throw StatusException.Conflict(resource, name, $"Precondition failed: UID in precondition: {options.Uid}, UID in object meta: {current.Uid}");
            }

            if (options.ResourceVersion is not null && options.ResourceVersion != current.ResourceVersion)
            {
                throw StatusException.Conflict(resource, name, $"Precondition failed: ResourceVersion in precondition: {options.ResourceVersion}, ResourceVersion in object meta: {current.ResourceVersion}");
            }

            var item = current.Read();
            var isHeld = current.Finalizers.Count > 0 || namespaces.Holds(resource, item);

            if (options.IsDryRun)
            {
                return isHeld ? current : null;
            }

            if (!isHeld)
            {
                store.Remove(resource.Collection, current);
                return null;
            }

            if (current.IsTerminating)
            {
                return current;
            }

            item.Metadata()["deletionTimestamp"] = Now();

            if (resource.IsNamespaced)
            {
                item.Metadata()["deletionGracePeriodSeconds"] = 0;
            }

            NamespaceLifecycle.MarkTerminating(resource, item);

            return store.Put(resource.Collection, current, item);
        }
    }

    /// <summary>A namespace's own finalizer is done with; others still keep it.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool TryFinalize(Resource namespaceResource, string name)
    {
        lock (store.Gate)
        {
            var current = Get(namespaceResource, "", name);

            if (current.Finalizers.Count > 0)
            {
                return false;
            }

            store.Remove(namespaceResource.Collection, current);

            return true;
        }
    }

    /// <summary>Those that name it as their owner lose it, and stay.</summary>
    public void Orphan(IEnumerable<Resource> resources, StoredObject owner)
    {
        lock (store.Gate)
        {
            var dependents = resources.SelectMany(resource => store.List(resource.Collection, owner.Namespace).Items.Select(item => (resource, item)));

            foreach (var (resource, item) in dependents.Where(pair => pair.item.Owners.Any(reference => reference.Uid == owner.Uid)).ToList())
            {
                Update(resource, item.Namespace, item.Name, current => WithoutOwner(current, owner.Uid), isPatch: true);
            }
        }
    }

    private static JsonObject WithoutOwner(JsonObject item, string uid)
    {
        var owners = item.Metadata().Objects("ownerReferences").Where(owner => owner.String("uid") != uid);
        item["metadata"]!["ownerReferences"] = new JsonArray([.. owners.Select(owner => owner.DeepClone())]);

        return item;
    }

    /// <summary>As the group serves it.</summary>
    public static JsonObject Encoded(Resource resource, StoredObject stored)
    {
        var item = stored.Read();
        item["apiVersion"] = resource.ApiVersion;
        item["kind"] = resource.Kind;
        resource.Rules.Encode(item);

        return item;
    }

    private static JsonObject Decoded(Resource resource, string inNamespace, JsonObject body)
    {
        var item = (JsonObject)body.DeepClone();

        if ((item.String("kind") ?? resource.Kind) != resource.Kind || (item.String("apiVersion") ?? resource.ApiVersion) != resource.ApiVersion)
        {
            throw StatusException.BadRequest($"the API version in the data ({item.String("apiVersion")}) does not match the expected API version ({resource.ApiVersion}), or the kind in the data ({item.String("kind")}) the expected kind ({resource.Kind})");
        }

        ObjectMeta.Decode(resource, item);
        resource.Rules.Decode(resource, item);

        if (resource.Rules.Fields is { } fields)
        {
            item.Select(pair => pair.Key).Except([.. fields, "metadata"]).ToList().ForEach(key => item.Remove(key));
        }

        // Null is what is not there, where fields have types.
        item.Where(pair => pair.Value is null && resource.Rules.StrategicMerge is not null).ToList().ForEach(pair => item.Remove(pair.Key));
        item["apiVersion"] = resource.StoredAs ?? resource.ApiVersion;
        item["kind"] = resource.Kind;

        var metadata = item.Metadata();

        if (!resource.IsNamespaced)
        {
            metadata.Remove("namespace");
        }
        else if ((metadata.String("namespace") ?? inNamespace) != inNamespace)
        {
            throw StatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
        else
        {
            metadata["namespace"] = inNamespace;
        }

        return item;
    }

    private static void CheckIdentity(Resource resource, StoredObject current, JsonObject item, bool isPatch)
    {
        var metadata = item.Metadata();
        var name = metadata.String("name") ?? current.Name;
        metadata["name"] = name;

        if (name != current.Name)
        {
            throw StatusException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({current.Name})");
        }

        if (metadata.String("uid") is { } uid && uid != current.Uid)
        {
            throw StatusException.Conflict(resource, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        var version = metadata.String("resourceVersion");

        if (version is null && !isPatch && !resource.Rules.AllowsUnconditionalUpdate)
        {
            throw StatusException.Invalid(resource, name, [Cause.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update")]);
        }

        if (version is not null && version != current.ResourceVersion)
        {
            throw StatusException.Modified(resource, name);
        }
    }

    private static void KeepWhatIsTheServers(JsonObject metadata, JsonObject old)
    {
        foreach (var key in new[] { "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation" })
        {
            metadata.Remove(key);

            if (old[key] is { } value)
            {
                metadata[key] = value.DeepClone();
            }
        }
    }

    private static void Check(Resource resource, JsonObject item, IEnumerable<Cause> causes)
    {
        if (causes.ToList() is { Count: > 0 } found)
        {
            throw StatusException.Invalid(resource, item.Name() ?? "", found);
        }
    }

    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
