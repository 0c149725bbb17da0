namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// The runs in memory. The least recently used run is removed when there are too many. For use by the engine's thread only.
/// </summary>
internal sealed class RunCache(int max)
{
    private readonly Dictionary<string, LinkedListNode<OrchestrationRun>> _nodes = [];
    private readonly LinkedList<OrchestrationRun> _byUse = [];

    public OrchestrationRun? Find(string id)
    {
        if (!_nodes.TryGetValue(id, out var node))
            return null;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        return node.Value;
    }

    /// <summary>Adds a run, and replaces an earlier run of the same instance.</summary>
    public void Put(OrchestrationRun run)
    {
        Remove(run.InstanceId);
        _nodes.Add(run.InstanceId, _byUse.AddLast(run));
        if (_nodes.Count > max)
            Remove(_byUse.First!.Value.InstanceId);
    }

    public void Remove(string id)
    {
        if (_nodes.Remove(id, out var node))
            _byUse.Remove(node);
    }

    public void Clear()
    {
        _nodes.Clear();
        _byUse.Clear();
    }
}
