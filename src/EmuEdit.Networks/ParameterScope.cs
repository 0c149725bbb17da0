namespace EmuEdit.Networks;

/// <summary>Registers the parameters of layers: a name prefix over one shared list.</summary>
internal sealed class ParameterScope
{
    private readonly string _prefix;
    private readonly List<Parameter> _all;

    public ParameterScope() : this("", []) { }

    private ParameterScope(string prefix, List<Parameter> all) => (_prefix, _all) = (prefix, all);

    /// <summary>Every parameter registered so far, under any prefix, in order of registration.</summary>
    public IReadOnlyList<Parameter> All => _all;

    public ParameterScope this[string name] => new(_prefix + name + ".", _all);

    public Parameter Constant(string name, float value, params long[] shape) => Add(new Parameter(_prefix + name, value, 0, shape));

    public Parameter Normal(string name, double deviation, params long[] shape) =>
        Add(new Parameter(_prefix + name, 0, (float)deviation, shape));

    private Parameter Add(Parameter parameter)
    {
        _all.Add(parameter);
        return parameter;
    }
}
